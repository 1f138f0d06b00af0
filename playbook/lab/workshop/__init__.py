"""The page "Workshop": a session with people in a room is opened from here, or played alone against bots."""

from playbook.lab.workshop.page import WorkshopPage

__all__ = ["WorkshopPage"]
