"""en.toml and zh.toml: the words of a practice in one language."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator

from playbook.practices.parts import Id, Line, Part, only_fields

# Placeholders that a sentence may use; every other one is refused when the file is read.
PLACEHOLDERS = {
    "run": {"kpi", "p10", "mean", "p90", "n", "low", "high"},
    "lever": {"lever", "value", "kpi", "p10", "mean", "p90", "bet_kpi", "bet_mean", "change"},
    "knee": {"lever", "knee", "kpi", "gain", "best"},
    "why": {"kpi", "change", "largest", "largest_value", "direct"},
}
# The situation and the bet's question may use facts of the team: heads, orders of a usual day, the first campaign's
# name and lift, the time in which the first live work is to be answered.
FACTS = {"people", "orders", "day", "lift", "target"}

MOST_SUMS = 2  # questions of a quiz, both forms together, that ask for a sum: the others ask for judgement


class LeverWords(Part):
    label: Line
    unit: str = Field("", max_length=30, description="after the number: people, hours …")
    help: Line


class LoopWords(Part):
    name: Line
    story: Line = Field(description="one sentence: how the loop feeds itself")


class ChallengeWords(Part):
    title: Line
    text: Line
    hint: Line
    passed: Line = Field(description="said when it is done: what there was to see")


class FinalWords(Part):
    title: Line
    text: Line
    passed: Line


class Anchors(Part):
    """What one sees at 1, 3 and 5."""

    one: Line
    three: Line
    five: Line


class RowWords(Part):
    question: Line
    anchors: Anchors
    look: Line = Field(description="where to look for proof")


class StepWords(Part):
    """A step of the play, for somebody who did not write it."""

    title: Line
    say: Line = Field(description="one or two sentences to read aloud; quotation marks are added")
    room: Line = Field(description="what to do together in the room")
    remote: Line = Field(description="the same with people at a distance")
    good: Line = Field(description="what one sees when it goes well")
    stall: Line = Field(description="what to do when it does not")
    wall: Line = Field(description="what hangs on the wall, or stands in the shared document, at its end")
    next: Line = Field(description="what goes over to the next step; after the last one, to working life")


class FollowUp(Part):
    text: Line
    owner: Line
    days: int = Field(ge=1, le=120, description="after so many days")


class Commit(Part):
    """What the last form suggests."""

    change: Line
    owner: Line
    number: Line


class Mistake(Part):
    """What a trainer will hear, and an answer to it."""

    heard: Line
    answer: Line


class Question(Part):
    asks: Literal["decide", "check", "doubt", "reckon"] = Field(
        description="for a decision, for what to look at first, for what would change one's mind, or for a sum"
    )
    question: Line
    options: tuple[Line, ...] = Field(min_length=3, max_length=5)
    answer: int = Field(ge=1, le=5, description="number of the right option, from 1")
    because: Line = Field(description="why it is right, and what speaks against the tempting one")

    @model_validator(mode="after")
    def _there(self) -> Question:
        if self.answer > len(self.options):
            raise ValueError(f"answer {self.answer} but only {len(self.options)} options")
        return self


class Quiz(Part):
    a: tuple[Question, ...] = Field(min_length=3, max_length=6)
    b: tuple[Question, ...] = Field(min_length=3, max_length=6)


class Trainer(Part):
    """What only the trainer's edition shows."""

    aims: tuple[Line, ...] = Field(min_length=2, max_length=6)
    mistakes: tuple[Mistake, ...] = Field(min_length=2, max_length=6)
    quiz: Quiz

    @model_validator(mode="after")
    def _judgement(self) -> Trainer:
        sums = sum(question.asks == "reckon" for question in (*self.quiz.a, *self.quiz.b))
        if sums > MOST_SUMS:
            raise ValueError(f"the quiz asks {sums} times for a sum; {MOST_SUMS} in both forms together is the most")
        return self


class Sentences(Part):
    """Sentences with placeholders; which ones each may use stands in PLACEHOLDERS."""

    run: Line
    lever: Line
    knee: Line
    why: Line

    @model_validator(mode="after")
    def _placeholders(self) -> Sentences:
        for name, allowed in PLACEHOLDERS.items():
            only_fields(f"sentences.{name}", getattr(self, name), allowed)
        return self


class Words(Part):
    """The words of a practice in one language."""

    title: Line
    promise: Line
    situation: tuple[Line, Line, Line]
    bet_question: Line
    sentences: Sentences
    why_intro: Line
    levers: dict[Id, LeverWords]
    daily: dict[Id, Line] = Field(default_factory=dict, description="what a line over the days of a season counts")
    nodes: dict[Id, Annotated[str, Field(min_length=1, max_length=40)]]
    loops: dict[Id, LoopWords]
    challenges: dict[Id, ChallengeWords]
    final: FinalWords
    rubric: dict[Id, RowWords]
    questions: tuple[Line, ...] = Field(min_length=3, max_length=6, description="open questions about where we are")
    my_data: Line
    materials: Line
    play: dict[Id, StepWords]
    checklist: dict[Id, Line] = Field(default_factory=dict)
    pitfalls: dict[Id, Line]
    follow_up: FollowUp
    evidence: dict[str, Line] = Field(description="evidence id -> what was found, in one plain sentence")
    limits: tuple[Line, ...] = Field(min_length=2, max_length=6)
    commit: Commit
    trainer: Trainer

    @model_validator(mode="after")
    def _facts(self) -> Words:
        for text in (*self.situation, self.bet_question):
            only_fields("situation or bet_question", text, FACTS)
        return self
