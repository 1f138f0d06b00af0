"""Delete all: whatever the playbook keeps on this computer."""

from __future__ import annotations

import contextlib

from playbook.workspace import address, copies
from playbook.workspace.folder import LOCK
from playbook.workspace.saves import Saves
from playbook.workspace.workspace import Workspace


def delete_all(workspace: Workspace) -> None:
    """Remove the playbook's own files, and the folder if nothing else is in it: saves, what was kept aside, copies of
    notebooks and the kept address among them. Another page that is open begins a new, empty one at its next step."""
    folder = workspace.folder
    with workspace.locked():
        Saves(workspace).remove_all()
        workspace.guard(lambda: address.forget(folder))
        workspace.guard(lambda: copies.forget(folder / copies.FOLDER))
        workspace.delete()
        # While it is held: whoever waits for it finds that it has gone, and makes a new one.
        workspace.guard(lambda: (folder / LOCK).unlink(missing_ok=True))
    with contextlib.suppress(OSError):  # not empty: it holds what is not the playbook's, or what was written since
        folder.rmdir()
