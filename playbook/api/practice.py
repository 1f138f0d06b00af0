"""A practice for somebody who writes Python: the page's widgets, and calls that give results as figures and frames.

What a call names is changed on top of the levers that the object was made with, and compared with the practice's start
for the team, under the same luck. `n` is how many seasons are played, by default as many as the page shows; what came
with the playbook, or was played before, is not played again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cached_property
from numbers import Integral
from typing import TYPE_CHECKING, Any

from playbook import practices
from playbook.api.curve import Curve
from playbook.api.exercise import Exercise, Verdict, judged
from playbook.api.names import Names, either
from playbook.api.results import Comparison, Days, Season, View, WhyResult, first_large
from playbook.api.running import gather, in_turns, shared
from playbook.api.slips import NoPractice, Slip
from playbook.api.team import Team
from playbook.lab import Lab
from playbook.lab.explained import Why
from playbook.lab.jobs import checkpoint
from playbook.lab.kpi import kpis as all_kpis
from playbook.lab.seasons import SEED, Seasons, key_of
from playbook.lab.why import WhySection
from playbook.language import languages
from playbook.language import words as words_of
from playbook.practices import PracticeError
from sim.files.bad_input import advice, nearest, shown
from sim.files.messages import said
from sim.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd

GIVEN = "given"  # among the page's teams: the one that the object was made with
MOST_SEASONS = 10_000
POINTS = 11  # of a curve; those of a practice's main lever come with the playbook


class Practice(Lab):
    """A practice in one language. The widgets (`bet`, `run`, `lever` …) begin with the same team and levers.

    `team`: the name of a shipped team, a `Team`, or a Scenario; by default the page's. `levers`: values by lever id or
    by field. Raises NoPractice and Slip, each with one sentence.
    """

    _given: Scenario | None = None

    def __init__(
        self, slug: str, language: str = "en", *, team: Team | Scenario | str | None = None,
        levers: Mapping[str, Any] | None = None, **options: Any,
    ) -> None:  # fmt: skip
        try:
            super().__init__(slug, language, **options)
        except PracticeError as error:
            raise _unknown(slug, language, error) from None
        if team is not None:
            self._begin_with(team)
        if levers:
            names = self._names()
            fields = names.fields(levers)
            names.with_fields(fields)  # refused in one sentence before the page takes it
            self.study.use_levers(fields)

    # ------------------------------------------------------------------------------------------------------- calls

    def season(self, setting: Mapping[str, Any] | None = None, /, *, n: int | None = None, **levers: Any) -> Season:
        """Seasons of the plan: season(n=20), season(temps=10). Key figures with their ranges."""
        fields = self._asked(setting, levers)
        (seasons,), view = self._play([self._plan(fields)], n)
        return Season(view, self._t("season", setting=self._told(fields)), seasons)

    def by_day(
        self, kpi: str = "service_level", setting: Mapping[str, Any] | None = None, /, *, n: int | None = None,
        **levers: Any,
    ) -> Days:  # fmt: skip
        """One key figure day by day, a band over the seasons: by_day("late_parcels", temps=10)."""
        fields = self._asked(setting, levers)
        scenario, n = self._plan(fields), self._seasons(n)
        known = self.study.known_of(scenario, n=n)
        if known is not None and known.n == n and kpi in known.days:
            found, stopped = known, False
        else:
            # what is shipped has no days
            found, stopped = gather(self.words, self._with_days(scenario, n, kpi), n, lambda one: one.n)
        name = self.kpis.name(kpi) if kpi in all_kpis() else kpi
        unit = self.kpis.unit(kpi) if kpi in all_kpis() else ""
        return Days(self._view(found.n, n if stopped else 0), name, kpi, found, scenario, unit)

    def compare(
        self, /, *settings: Mapping[str, Any], against: Mapping[str, Any] | None = None, n: int | None = None,
        **levers: Any,
    ) -> Comparison:  # fmt: skip
        """Plans against the practice's start, season by season under the same luck.

        compare(temps=10, night=0.4): one plan. compare(few={"temps": 5}, many={"temps": 30}), or the same as one
        dictionary of dictionaries: plans by name. compare({"temps": 5}, {"temps": 30}): plans without names.
        `against`: another setting in place of the start. Without any setting: the levers that the object was made with,
        or the page's example where it has none.
        """
        plans = self._settings(settings, levers)
        names = self._names()
        start = self.study.origin if against is None else names.changed(against)
        other = self._t("at_start") if against is None else names.setting(names.fields(against))
        (before, *after), view = self._play([start, *(plan for plan in plans.values())], n)
        title = first_large(self._t("compare", other=other))
        if len(plans) == 1:
            title = next(iter(plans)) + self.words.t("common.colon") + self._t("compare", other=other)
        return Comparison(view, title, other, before, dict(zip(plans, after, strict=True)))

    def curve(
        self, name: str = "", values: Iterable[float] | None = None, *, points: int = POINTS, n: int | None = None,
        kpi: str = "",
    ) -> Curve:  # fmt: skip
        """What each setting of one lever changes, all else as the object has it: curve("temps"), curve("peak.temps").

        `values`: the settings, needed for a field that is no lever; `points`: how many over a lever's range; `kpi`:
        another key figure than the practice's own.
        """
        names = self._names()
        path = names.path(name or self.practice.main.id)
        lever = names.lever_at(path)
        if lever is not None:
            name = lever.id
        present = self.study.base.at(path)
        if isinstance(present, bool) or not isinstance(present, (int, float)):
            raise names.slip("api.curve_number", name=name)
        if values is None and lever is None:
            example = ", ".join(f"{present * x:g}" for x in (0.5, 1, 2))
            raise names.slip("api.curve_needs", name=name, example=example)
        chosen = lever.points(max(2, points)) if values is None and lever else () if values is None else list(values)
        wanted = [names.fields({path if lever is None else name: x})[path] for x in chosen]
        settings = list(dict.fromkeys([present, *wanted]))
        found, view = self._play([self._plan({path: x}) for x in settings], n, first=kpi)
        return Curve(view, names, path, present, dict(zip(settings, found, strict=True)))

    @cached_property
    def why(self) -> WhySection:
        """The page's section; called, the result: why(), why(temps=10), why({"peak.temps": 10}, n=8)."""
        return _Why(self)

    def explained(self, /, *settings: Mapping[str, Any], n: int | None = None, **levers: Any) -> WhyResult:
        """Why profit changes from the practice's start to one plan, in money words that add up in every season."""
        plans = self._settings(settings, levers)
        if len(plans) > 1:
            raise self._names().slip("api.one_plan", plans=self.words.list(plans))
        ((name, plan),) = plans.items()
        start, n = self.study.origin, self._seasons(n)
        stopped = False
        why = Why.from_file(f"practice-{self.practice.slug}", key_of(start), key_of(plan), self.baselines)
        if why is None or why.n != n:
            work = (
                Why.of(one) for one in self.study.experiment.explain_money(start, plan, n, SEED, each_day=checkpoint)
            )
            why, stopped = gather(self.words, work, n, lambda one: one.n)
        return WhyResult(self._view(why.n, n if stopped else 0), self._t("why", setting=name), why)

    @property
    def levers(self) -> pd.DataFrame:
        """The practice's levers: lever, label, field, unit, low, high, step, start, now, help. Shares are 0 to 1."""
        import pandas as pd

        study, text = self.study, self.text.levers
        return pd.DataFrame(
            {
                "lever": one.id, "label": text[one.id].label, "field": one.path, "unit": text[one.id].unit,
                "low": one.low, "high": one.high, "step": one.step, "start": study.origin.at(one.path),
                "now": study.base.at(one.path), "help": text[one.id].help,
            }
            for one in self.practice.levers
        )  # fmt: skip

    @property
    def exercise(self) -> Exercise:
        """A task to be solved with the practice's levers; `check` judges an answer."""
        return Exercise(self._view(), self.practice, self.text)

    def check(self, setting: Mapping[str, Any] | None = None, /, *, n: int | None = None, **levers: Any) -> Verdict:
        """Judge an answer to `exercise`: check(temps=4, night=0.5). It says which condition held and by how much, and
        what each lever of the plan does for the goal, by taking it back alone."""
        names, origin = self._names(), self.study.origin
        fields = {**self.study.levers, **self._asked(setting, levers)}
        for path in fields:
            if names.lever_at(path) is None:
                raise names.slip("api.exercise_levers", name=path, levers=self.words.list(names.levers))
        fields = {path: value for path, value in fields.items() if origin.at(path) != value}
        plans = [names.with_fields(fields)]
        if len(fields) > 1:
            plans += [self._plan({**fields, path: origin.at(path)}) for path in fields]
        (start, plan, *without), view = self._play([origin, *plans], n)
        return judged(view, names, self.practice, fields, plan, start, without)

    def __repr__(self) -> str:
        words, names = self.words, self._names()
        lines = [self._t("listed", title=self.text.title, team=words.pick(self.study.team.title))]
        if self.study.levers:
            lines.append(self._t("listed_set", setting=names.setting(self.study.levers)))
        lines.append(self._t("listed_levers", levers=words.list(names.levers)))
        main = self.practice.main
        example = f"{main.id}={main.clip((main.low + main.high) / 2):g}"
        lines.append(self._t("listed_try", example=example, lever=main.id))
        return "\n".join(lines)

    # ------------------------------------------------------------------------------------------ the page's teams

    def teams(self) -> list[tuple[str, str]]:
        found = super().teams()
        return found if self._given is None else [*found, (self.words.pick(self._given.title), GIVEN)]

    def team(self, name: str) -> Scenario:
        return self._given if name == GIVEN and self._given is not None else super().team(name)

    def _begin_with(self, team: Team | Scenario | str) -> None:
        """The page with this team chosen."""
        name = team if isinstance(team, str) else ""
        if isinstance(team, str):
            scenario = Team.named(team, self.words.language).scenario
        elif isinstance(team, (Team, Scenario)):
            scenario = team.scenario if isinstance(team, Team) else team
        else:
            raise self._names().slip("api.no_team", name=shown(team))
        if name not in [known for _, known in super().teams()]:
            name, self._given = GIVEN, scenario
        self.practice = self.study.practice = self.practice.model_copy(update={"team": name})
        self.here = name
        self.study.use_team(scenario)

    # ----------------------------------------------------------------------------------------------------- inside

    def _t(self, key: str, **facts: Any) -> str:
        return self.words.t(f"api.{key}", **facts)

    def _names(self) -> Names:
        levers = {lever.id: lever for lever in self.practice.levers}
        return Names(self.words, self.study.base, levers, self.text.levers)

    def _asked(self, setting: Any, levers: Mapping[str, Any]) -> dict[str, Any]:
        """What a call changes, by field: a dictionary in its first place, and levers by name."""
        self._refuse_no_setting(setting)
        return self._names().fields({**(setting or {}), **levers})

    def _refuse_no_setting(self, setting: Any) -> None:
        if setting is not None and not isinstance(setting, Mapping):
            main = self.practice.main
            raise self._names().slip("api.no_setting", value=shown(setting), lever=f"{main.id}={main.high:g}")

    def _plan(self, fields: Mapping[str, Any]) -> Scenario:
        return self._names().with_fields(fields)

    def _told(self, fields: Mapping[str, Any]) -> str:
        """A plan in words: the object's levers and what a call names."""
        return self._names().setting({**self.study.levers, **fields}) or self._t("at_start")

    def _settings(self, settings: Iterable[Mapping[str, Any]], levers: Mapping[str, Any]) -> dict[str, Scenario]:
        """Plans by name, as `compare` takes them."""
        found: dict[str, Scenario] = {}
        given = [*settings, *([levers] if levers else [])]
        if not given:
            if self.study.levers:
                return {self._told({}): self.study.base}
            given = [self.practice.why]
        names = self._names()
        for one in given:
            self._refuse_no_setting(one)
            named = [name for name, value in one.items() if isinstance(value, Mapping)]
            if not named:
                fields = names.fields(one)
                found[self._told(fields)] = names.with_fields(fields)
                continue
            if loose := [name for name in one if name not in named]:
                raise names.slip("api.nameless", name=loose[0])
            found |= {str(name): names.changed(one[name]) for name in named}
        return found

    def _seasons(self, n: int | None) -> int:
        if n is None:
            return self.study.effort.seasons
        if isinstance(n, bool) or not isinstance(n, Integral) or not 1 <= n <= MOST_SEASONS:
            raise self._names().slip("api.seasons_wrong", value=shown(n), most=self.words.number(MOST_SEASONS))
        return int(n)

    def _play(self, plans: list[Scenario], n: int | None, first: str = "") -> tuple[list[Seasons], View]:
        """Seasons of several plans, as many of each, and how to show them."""
        if first and first not in all_kpis():
            raise self._no_kpi(first, all_kpis())
        n = self._seasons(n)
        runs = (self.study.replicate(plan, n=n) for plan in plans)
        found, stopped = gather(
            self.words, in_turns(runs), n * len(plans), lambda some: sum(seasons.n for seasons in some)
        )
        seasons = shared(found)
        return seasons, self._view(seasons[0].n, n if stopped else 0, first)

    def _with_days(self, scenario: Scenario, n: int, kpi: str) -> Iterator[Seasons]:
        """Seasons with their days; Slip after the first one where they have no such figure."""
        for estimate in self.study.experiment.replicate(scenario, n, SEED, each_day=checkpoint):
            if kpi not in estimate.days:
                raise self._no_kpi(kpi, estimate.days)
            yield Seasons.of(estimate)

    def _view(self, n: int = 0, planned: int = 0, first: str = "") -> View:
        """How to show a result; `planned`: how many seasons there should have been, where it was stopped after `n`."""
        practice = self.practice
        kpis = dict.fromkeys([first or practice.kpi, practice.kpi, practice.bet.kpi, *practice.watch])
        number = self.words.number
        notes = (self._t("stopped", n=number(n), planned=number(planned)),) if planned else ()
        return View(self.words, self.kpis, self.words.pick(self.study.team.title), tuple(kpis), notes)

    def _no_kpi(self, name: str, known: Iterable[str]) -> Slip:
        known = list(known)
        near = nearest(name, known)
        return self._names().slip("api.no_kpi", name=shown(name), near=near or either(self.words, known))


class _Why(WhySection):
    """The page's section, which can be called."""

    def __call__(self, /, *settings: Mapping[str, Any], n: int | None = None, **levers: Any) -> WhyResult:
        return self.lab.explained(*settings, n=n, **levers)


def _unknown(slug: str, language: str, error: PracticeError) -> NoPractice:
    """The sentence for a practice or a language that does not exist, or for a file that is not right."""
    names = practices.names()
    if language not in languages or slug in names:
        return NoPractice(str(error), language)
    facts = {"name": said(shown(slug), language), "advice": advice(slug, names).text(language)}
    return NoPractice(words_of(language).t("api.no_practice", **facts), language)
