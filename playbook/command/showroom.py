"""`playbook showroom OUT`: the pages that need no Python, in a folder to send."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from playbook.command import say


def run(arguments: argparse.Namespace) -> int:
    """Write the folder and say where it is; returns the exit status. BadInput for a place that cannot be used."""
    from playbook import showroom

    language, out = arguments.language, Path(arguments.out)
    print(say("showroom_making", language), file=sys.stderr)
    size = showroom.write(out, language)
    print(say("showroom_made", language, page=out / showroom.FIRST, size=f"{size / 1e6:.1f}"))
    return 0
