"""The user's own folder. `folder.py` reads and writes it, `kept.py` says what a document holds, `workspace.py` what a
reader does with them; `saves.py` puts several shops away under their names, `address.py` keeps the app's port and
token, `copies.py` the notebooks that JupyterLab works on, and `removal.py` removes all of it."""

from playbook.workspace.folder import Notice, WorkspaceError
from playbook.workspace.kept import Bet, Group, PlanEntry, Promise, Rating
from playbook.workspace.workspace import VARIABLE, Workspace, default_folder

__all__ = [
    "VARIABLE",
    "Bet",
    "Group",
    "Notice",
    "PlanEntry",
    "Promise",
    "Rating",
    "Workspace",
    "WorkspaceError",
    "default_folder",
]
