/* the room's own script comes here */
