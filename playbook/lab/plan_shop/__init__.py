"""The second half of the page "My shop": the people that a promise takes, who works when, and whom to hire by when."""

from playbook.lab.plan_shop.plan import Plan

__all__ = ["Plan"]
