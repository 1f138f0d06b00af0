"""What is handed out: role cards, bet slips, decision sheets, rubric sheets, questions; and the key to these."""

from __future__ import annotations

from collections.abc import Iterator

from playbook import practices
from playbook.documents.blocks import Bullets, Paragraph, Section, Table
from playbook.workshop.pack.made import BOX, Made
from playbook.workshop.session import Choice, Question, levers

SLIPS = 8  # of a round, on a page
FIELD = "____________________"
LEVELS = (1, 2, 3, 4, 5)


def cards(of: Made) -> Section:
    parts = tuple(
        Section(
            one.id, of.t("you_are", role=of.text(one.name)),
            (Paragraph(of.t("card_title"), small=True), Paragraph(of.text(one.card))),
        )
        for one in of.session.roles
    )  # fmt: skip
    return Section("cards", of.t("cards"), (Paragraph(of.t("cards_note")),), parts)


def slips(of: Made) -> Section:
    """A page of slips for each round, to copy."""
    parts = tuple(
        Section(
            f"{one.id}-{n}", of.text(one.title),
            (
                Paragraph(of.t("bet"), small=True), Paragraph(of.t("bet_figure", kpi=of.kpi(one.bet))),
                Paragraph(of.t("bet_range")), Paragraph(f"{of.t('name')} {FIELD}  {of.t('team')} ______"),
            ),
        )
        for one in of.session.rounds
        for n in range(SLIPS)
    )  # fmt: skip
    return Section("slips", of.t("slips"), (Paragraph(of.t("slips_note")),), parts)


def decisions(of: Made) -> Section:
    """A sheet for each team and round."""
    head = (of.t("lever"), of.t("choices"))
    parts = tuple(
        Section(
            f"{one.id}-{team}", of.t("decision", round=of.text(one.title), team=of.words.number(team)),
            (
                Paragraph(of.text(one.story)),
                *(Paragraph(of.t("given", lever=of.lever(p), value=of.setting(p, v))) for p, v in one.given.items()),
                Table(head, tuple((of.lever(choice.path), _boxes(of, choice)) for choice in one.choices)),
                Paragraph(of.t("voted")), Paragraph(of.t("entered")),
            ),
        )
        for one in of.session.rounds
        for team in range(1, of.teams + 1)
    )  # fmt: skip
    return Section("decisions", of.t("decisions"), (Paragraph(of.t("decisions_note")),), parts)


def _boxes(of: Made, choice: Choice) -> str:
    """□ 0   □ 60   □ 180, and where the lever stands."""
    now = of.standing(choice.path)
    ticks = "   ".join(f"{BOX}\u00a0{of.setting(choice.path, value)}" for value in choice.values_from(now))
    return f"{ticks}\n({of.t('now', value=of.setting(choice.path, now))})"


def rubrics(of: Made) -> Section:
    """The check-up lines of every practice whose levers the session opens."""
    return Section("rubrics", of.t("rubrics"), (Paragraph(of.t("rubrics_note")),), tuple(_practices(of)))


def _practices(of: Made) -> Iterator[Section]:
    named = levers()
    used = {named[choice.path][0] for one in of.session.rounds for choice in one.choices}
    boxes = "\n".join(f"{BOX}\u00a0{level}" for level in LEVELS)
    for slug in practices.in_order():
        if slug in used:
            practice, text = practices.load(slug, of.words.language)
            rows = tuple(
                (f"{words.question}\n{of.t('rubric_look')}: {words.look}", words.anchors.one, words.anchors.three,
                 words.anchors.five, boxes)
                for words in (text.rubric[row.id] for row in practice.rubric)
            )  # fmt: skip
            yield Section(slug, text.title, (Table((of.t("key_question"), "1", "3", "5", BOX), rows),))


def questions(of: Made) -> tuple[Section, ...]:
    """Both forms to hand out; none where the session asks nothing."""
    if not of.session.check.a:
        return ()
    forms = (("check_a", of.session.check.a), ("check_b", of.session.check.b))
    parts = tuple(Section(key, of.t(key), _form(of, asked)) for key, asked in forms)
    return (Section("questions", of.t("questions"), (Paragraph(of.t("check_note")),), parts),)


def _form(of: Made, asked: tuple[Question, ...]) -> tuple[Paragraph | Bullets, ...]:
    return tuple(
        block
        for n, one in enumerate(asked, 1)
        for block in (
            Paragraph(f"{n}. {of.text(one.ask)}"), Bullets(tuple(of.text(x) for x in one.options), boxes=True)
        )
    )  # fmt: skip


def key(of: Made) -> tuple[Section, ...]:
    """Right answers with their reasons, for the facilitator alone."""
    if not of.session.check.a:
        return ()
    parts = []
    for name, asked in (("check_a", of.session.check.a), ("check_b", of.session.check.b)):
        rows = tuple(
            (f"{n}. {of.text(one.ask)}", of.text(one.options[one.right - 1]), of.text(one.because))
            for n, one in enumerate(asked, 1)
        )
        head = (of.t("key_question"), of.t("key_right"), of.t("key_because"))
        parts.append(Section(f"key_{name}", of.t(name), (Table(head, rows),)))
    return (Section("key", of.t("key"), (), tuple(parts)),)
