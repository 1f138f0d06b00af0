"""The causal picture of a practice: what it takes by name from the shared core, and its own.

`core.toml` holds the quantities, arrows and loops that practices share, with their words. A picture lists the arrows
that it uses, adds its own, and says where each quantity stands; the loops are those of its arrows.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, model_validator

from playbook.practices.parts import Id, Line, Part, known, listed, no_twins

CORE = Path(__file__).with_name("core.toml")
MOST_NODES, MOST_LINKS, MOST_LOOPS = 14, 24, 5

Fraction = Annotated[float, Field(ge=0, le=1)]


class Node(Part):
    """A quantity in the causal picture; x runs from left 0 to right 1, y from top 0 to bottom 1."""

    id: Id
    x: Fraction
    y: Fraction


class Link(Part):
    """An arrow of the causal picture: more of `source` makes more (+) or less (-) of `target`."""

    source: Id
    target: Id
    sign: Literal["+", "-"]
    loop: Id | None = Field(None, description="the loop whose switch freezes this arrow")


class OwnLink(Link):
    """An arrow that only this practice has."""

    after: Id | None = Field(None, description="the shared arrow behind which it is told; before all when absent")

    def plain(self) -> Link:
        return Link(source=self.source, target=self.target, sign=self.sign, loop=self.loop)


class Both(Part):
    """The same text in both languages."""

    en: Line
    zh: Line

    def __getitem__(self, language: str) -> str:
        return getattr(self, language)


class CoreLoop(Part):
    """A loop of the season: its name, and how it feeds itself."""

    name: Both
    story: Both


class Core(Part):
    """What the pictures share."""

    nodes: dict[Id, Both]
    links: dict[Id, Link]
    loops: dict[Id, CoreLoop]

    @model_validator(mode="after")
    def _closed(self) -> Core:
        for name, link in self.links.items():
            known(f"links.{name}", (link.source, link.target), self.nodes)
            known(f"links.{name}", filter(None, [link.loop]), self.loops)
        return self


@cache
def core() -> Core:
    """The shared core, read once. Raises pydantic.ValidationError where core.toml is wrong."""
    return Core.model_validate(tomllib.loads(CORE.read_text(encoding="utf-8")))


class Picture(Part):
    """Which arrows of the core a practice uses, its own arrows, and where every quantity stands."""

    uses: tuple[Id, ...] = ()
    links: tuple[OwnLink, ...] = ()
    places: dict[Id, tuple[Fraction, Fraction]] = Field(min_length=2, max_length=MOST_NODES)

    @model_validator(mode="after")
    def _drawn(self) -> Picture:
        no_twins("uses", list(self.uses))
        known("uses", self.uses, core().links)
        known("links: after", (link.after for link in self.links if link.after), self.uses)
        shared = {(one.source, one.target): name for name, one in core().links.items()}
        for link in self.links:
            # Typed out again, a shared arrow would go its own way when the core changes.
            if name := shared.get((link.source, link.target)):
                raise ValueError(f"links: {link.source} to {link.target} is {name!r} of core.toml; name it in uses")
        arrows = self.all_links()
        if not 1 <= len(arrows) <= MOST_LINKS:
            raise ValueError(f"there are {len(arrows)} arrows; write 1 to {MOST_LINKS} in uses and links")
        ends = {end for link in arrows for end in (link.source, link.target)}
        if missing := ends - set(self.places):
            raise ValueError(f"places: {listed(missing)} has an arrow but no place")
        if idle := set(self.places) - ends:
            raise ValueError(f"places: {listed(idle)} has a place but no arrow")
        if not 1 <= len(self.all_loops()) <= MOST_LOOPS:
            raise ValueError(f"the arrows belong to {len(self.all_loops())} loops; write 1 to {MOST_LOOPS}")
        return self

    def all_links(self) -> tuple[Link, ...]:
        """Every arrow in the order in which it is told."""
        return tuple(self._in_order())

    def _in_order(self) -> Iterator[Link]:
        yield from (link.plain() for link in self.links if link.after is None)
        for name in self.uses:
            yield core().links[name]
            yield from (link.plain() for link in self.links if link.after == name)

    def all_nodes(self) -> tuple[Node, ...]:
        """Every quantity with its place."""
        return tuple(Node(id=name, x=x, y=y) for name, (x, y) in self.places.items())

    def all_loops(self) -> tuple[str, ...]:
        """The loops of the arrows, each once, in their order."""
        return tuple(dict.fromkeys(link.loop for link in self.all_links() if link.loop))


def with_core(words: dict[str, Any], picture: Picture, language: str) -> dict[str, Any]:
    """The words of a practice as read from its file, with those of the core that its picture shows.

    A practice may tell a shared loop's story in its own way. Raises ValueError where it names anew what the core names.
    """
    shared, own_nodes, own_loops = core(), words.get("nodes", {}), words.get("loops", {})
    if not isinstance(own_nodes, dict) or not isinstance(own_loops, dict):
        return words  # the words' own check says what is wrong
    if twice := sorted(set(own_nodes) & set(shared.nodes)):
        raise ValueError(f"nodes.{twice[0]}: core.toml has its words; leave the line out, or give it an id of its own")
    for name in sorted(set(own_loops) & set(shared.loops)):
        if set(own_loops[name]) != {"story"}:
            raise ValueError(f"loops.{name}: core.toml has its name; write only its story, or leave it out")
    nodes = {node.id: shared.nodes[node.id][language] for node in picture.all_nodes() if node.id in shared.nodes}
    loops = {}
    for name in picture.all_loops():
        if name in shared.loops:
            one = shared.loops[name]
            loops[name] = {"name": one.name[language], "story": one.story[language]}
        if name in own_loops:
            loops[name] = loops.get(name, {}) | own_loops[name]
    # In the picture's order: the loops' stories are told in it. What the picture lacks comes last, to be refused.
    rest = {name: said for name, said in own_loops.items() if name not in loops}
    return words | {"nodes": own_nodes | nodes, "loops": loops | rest}
