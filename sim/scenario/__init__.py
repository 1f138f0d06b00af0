"""Scenario: everything that defines a run, validated once and then frozen.

A scenario is data: the facts of a shop (`sim.shop.facts`) and what its manager decides, a part for each mechanism that
has levers. It is read from and written to TOML (`sim.scenario.file`), described by a published JSON Schema
(`data/scenario.schema.json`), and never changed in place: `scenario.with_levers({"peak.temps": 4})` returns another
one.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from functools import cached_property, reduce
from typing import Any

from pydantic import model_validator

from sim.mechanisms.adaptability import AdaptabilityLevers
from sim.mechanisms.appraisal import AppraisalLevers
from sim.mechanisms.back_orders import BackOrderLevers
from sim.mechanisms.budget import BudgetLevers
from sim.mechanisms.careers import CareersLevers
from sim.mechanisms.collaboration import CollaborationLevers
from sim.mechanisms.communication import CommunicationLevers
from sim.mechanisms.compliance import ComplianceLevers
from sim.mechanisms.crm import CrmLevers
from sim.mechanisms.culture import CultureLevers
from sim.mechanisms.forecast import ForecastLevers
from sim.mechanisms.goals import GoalsLevers
from sim.mechanisms.hiring import HiringLevers
from sim.mechanisms.improvement import ImprovementLevers
from sim.mechanisms.incidents import IncidentsLevers
from sim.mechanisms.innovation import InnovationLevers
from sim.mechanisms.leadership import LeadershipLevers
from sim.mechanisms.market import MarketLevers
from sim.mechanisms.pay import PayLevers
from sim.mechanisms.peak import PeakLevers
from sim.mechanisms.projects import ProjectsLevers
from sim.mechanisms.recovery import RecoveryLevers
from sim.mechanisms.remote import RemoteLevers
from sim.mechanisms.risk import RiskLevers
from sim.mechanisms.robot import RobotLevers
from sim.mechanisms.roles import RolesLevers
from sim.mechanisms.schedule import ScheduleLevers
from sim.mechanisms.supply import SupplyLevers
from sim.mechanisms.together import TogetherLevers
from sim.mechanisms.tools import ToolsLevers
from sim.mechanisms.training import TrainingLevers
from sim.mechanisms.workflow import WorkflowLevers
from sim.shop.facts import Shop
from sim.shop.types import Text

KEY_LENGTH = 24  # hexadecimal digits


class Scenario(Shop):
    """A shop and what its manager decides. See the module's docstring."""

    peak: PeakLevers = PeakLevers()
    hiring: HiringLevers = HiringLevers()
    training: TrainingLevers = TrainingLevers()
    careers: CareersLevers = CareersLevers()
    pay: PayLevers = PayLevers()
    appraisal: AppraisalLevers = AppraisalLevers()
    leadership: LeadershipLevers = LeadershipLevers()
    together: TogetherLevers = TogetherLevers()
    remote: RemoteLevers = RemoteLevers()
    budget: BudgetLevers = BudgetLevers()
    market: MarketLevers = MarketLevers()
    forecast: ForecastLevers = ForecastLevers()
    supply: SupplyLevers = SupplyLevers()
    back_orders: BackOrderLevers = BackOrderLevers()
    recovery: RecoveryLevers = RecoveryLevers()
    crm: CrmLevers = CrmLevers()
    workflow: WorkflowLevers = WorkflowLevers()
    innovation: InnovationLevers = InnovationLevers()
    projects: ProjectsLevers = ProjectsLevers()
    schedule: ScheduleLevers = ScheduleLevers()
    tools: ToolsLevers = ToolsLevers()
    robot: RobotLevers = RobotLevers()
    compliance: ComplianceLevers = ComplianceLevers()
    adaptability: AdaptabilityLevers = AdaptabilityLevers()
    incidents: IncidentsLevers = IncidentsLevers()
    risk: RiskLevers = RiskLevers()
    improvement: ImprovementLevers = ImprovementLevers()
    goals: GoalsLevers = GoalsLevers()
    collaboration: CollaborationLevers = CollaborationLevers()
    communication: CommunicationLevers = CommunicationLevers()
    roles: RolesLevers = RolesLevers()
    culture: CultureLevers = CultureLevers()

    @model_validator(mode="after")
    def _possible(self) -> Scenario:
        from sim.scenario.limits import refuse_impossible

        refuse_impossible(self)
        return self

    @cached_property
    def key(self) -> str:
        """Digest of what this scenario sets beyond its defaults, its words aside: neither a new field with a neutral
        default nor another title changes it."""
        said = _wordless(self.model_dump(mode="json", exclude_defaults=True)) | {"schema_version": self.schema_version}
        return hashlib.sha256(json.dumps(said, sort_keys=True, ensure_ascii=False).encode()).hexdigest()[:KEY_LENGTH]

    def with_levers(self, levers: dict[str, Any]) -> Scenario:
        """A copy with the fields at dotted paths replaced, validated again.

        A list element is named by its id: "people.day_chat.count", "work.phone.rate"; by position otherwise.
        Raises KeyError for a path that does not exist and pydantic.ValidationError for a value that cannot be.
        """
        # Only the parts that change are taken apart and checked piece by piece; the others are parts of a valid
        # scenario already. What must hold between parts is checked as ever.
        data = {name: getattr(self, name) for name in type(self).model_fields}
        data |= self.model_dump(include={path.partition(".")[0] for path in levers})
        for path, value in levers.items():
            *parents, last = path.split(".")
            target = reduce(_step, parents, data)
            if isinstance(target, (list, tuple)) or last not in target:
                raise KeyError(path)
            target[last] = value
        return type(self).model_validate(data)

    def with_fields(self, fields: Mapping[str, Any]) -> Scenario:
        """`with_levers` of those that differ; itself where none does."""
        changed = {path: value for path, value in fields.items() if self.at(path) != value}
        return self.with_levers(changed) if changed else self

    def at(self, path: str) -> Any:
        """The value at a dotted path, as in `with_levers`."""
        return reduce(_step, path.split("."), self.model_dump(include={path.partition(".")[0]}))


def _wordless(data: Any) -> Any:
    """`data` without the texts in both languages: titles move no number."""
    if isinstance(data, list):
        return [_wordless(one) for one in data]
    if not isinstance(data, dict):
        return data
    return {name: _wordless(one) for name, one in data.items() if not _is_text(one)}


def _is_text(one: Any) -> bool:
    return isinstance(one, dict) and set(one) == set(Text.model_fields)


def _step(node: Any, name: str) -> Any:
    if isinstance(node, (list, tuple)):
        for item in node:
            if isinstance(item, dict) and item.get("id") == name:
                return item
        return node[int(name)] if name.isdigit() and int(name) < len(node) else _missing(name)
    return node[name] if isinstance(node, dict) and name in node else _missing(name)


def _missing(name: str) -> Any:
    raise KeyError(name)
