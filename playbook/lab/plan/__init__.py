"""The page "Team plan": the steps of the workspace, who answers for what, files to take away, and what came of it."""

from playbook.lab.plan.page import PlanPage

__all__ = ["PlanPage"]
