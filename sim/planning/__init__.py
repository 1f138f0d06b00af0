"""Planning: queueing theory, and how many people it asks for."""
