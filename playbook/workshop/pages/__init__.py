"""The pages of a workshop: HTML made here, that works without a script and on a telephone.

Each function takes what somebody may see (`playbook.workshop.view`) and gives a whole page. `assets/room.js` makes a
page follow the room: it asks for the page again when the server says so, and puts in place what changed.
"""

from __future__ import annotations

from playbook.workshop.pages.frame import assets, join, message
from playbook.workshop.pages.host import host
from playbook.workshop.pages.natural import scale_of
from playbook.workshop.pages.person import person
from playbook.workshop.pages.wall import wall

__all__ = ["assets", "host", "join", "message", "person", "scale_of", "wall"]
