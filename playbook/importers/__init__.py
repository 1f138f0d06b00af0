"""What a reader may bring along in "my data": a module of this folder for each kind of file.

A practice names its importer with `data` in its practice.toml. An importer is a module with

    ACCEPT                       endings of its files, such as ".csv"
    OPTION                       key of the interface's words for a choice beside the buttons; "" for none
    FORMAT                       key of the words that describe the file
    read(name, content, base)    what the file says, given the practice's scenario; BadInput where it is wrong
    fit(data)                    what it means for the scenario; None where it is too little to say anything
    too_little(words, data)      the sentence for that
    said(words, found)           sentences about a fit
    figure(words, found)         its figure
    fields(found, option)        fields of the scenario, by path, that a practice then computes with

Importers that nobody asks for are not loaded.
"""

from __future__ import annotations

import pkgutil
from importlib import import_module
from types import ModuleType


def names() -> tuple[str, ...]:
    """All importers, sorted."""
    return tuple(sorted(module.name for module in pkgutil.iter_modules(__path__)))


def load(name: str) -> ModuleType:
    """An importer by name. KeyError for one that does not exist."""
    if name not in names():
        raise KeyError(f"there is no importer {name!r}: write one of {', '.join(names())}")
    return import_module(f"{__name__}.{name}")
