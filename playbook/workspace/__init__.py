"""The user's own folder: `folder.py` reads and writes it, `kept.py` has what is kept of a shop, `saves.py` puts several
shops away under their names."""

from playbook.workspace.folder import (
    VARIABLE,
    Bet,
    Group,
    Notice,
    PlanEntry,
    Rating,
    Workspace,
    WorkspaceError,
    default_folder,
)

__all__ = ["VARIABLE", "Bet", "Group", "Notice", "PlanEntry", "Rating", "Workspace", "WorkspaceError", "default_folder"]
