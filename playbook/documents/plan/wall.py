"""The plan on one page, for the wall."""

from __future__ import annotations

from playbook.documents.blocks import Block, Facts, Paragraph
from playbook.documents.plan.objectives import big_days
from playbook.documents.plan.risks import brief
from playbook.documents.plan.steps import overview
from playbook.documents.plan.writing import Writer

THREE = ("profit", "service_level", "peak_service_level")


def wall(writer: Writer) -> tuple[Block, ...]:
    """Three numbers with three risks beside them, the steps with owner and date, the big days."""
    t = writer.t
    three = Facts(tuple((writer.kpi_name(name), writer.kpi(name)) for name in THREE))
    steps: Block = overview(writer) if writer.decided.plan else Paragraph(t("wall.no_steps"))
    return (Paragraph(t("wall.numbers", n=writer.played.n)), three, brief(writer), steps, big_days(writer))
