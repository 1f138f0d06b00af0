"""What the planning sections have in common: the page's plan, and a line that says whose week they are about."""

from __future__ import annotations

from playbook.lab.my_shop.section import ShopSection
from playbook.lab.page import sentence_of
from playbook.lab.plan_shop.plan import Heads, Plan
from playbook.lab.seasons import SEED

STYLE = """<style>
.pb-asking .widget-dropdown { max-width: 760px; width: 100%; flex-wrap: wrap; height: auto; }
.pb-asking .widget-dropdown .widget-label { width: 100%; max-width: 300px; white-space: normal; height: auto; }
.pb-asking .widget-dropdown select { flex: 1 1 220px; }
.pb-roster { border-collapse: collapse; margin: 8px 0; font-variant-numeric: tabular-nums; }
.pb-roster th, .pb-roster td { border: 1px solid var(--pb-line); padding: 3px 6px; text-align: center;
  font-weight: normal; }
.pb-app .pb-roster th, .pb-app .pb-roster td { font-size: 14px; line-height: 1.4; }
.pb-app .pb-roster { overflow-wrap: normal; }
.pb-roster th[scope="row"] { text-align: left; white-space: nowrap; }
.pb-roster .pb-early { background: light-dark(#fff2cc, #55451a); }
.pb-roster .pb-middle { background: light-dark(#ddebf7, #1f445f); }
.pb-roster .pb-late { background: light-dark(#d9d2e9, #463a63); }
.pb-roster .pb-night { background: light-dark(#bfc5d6, #39415a); }
.pb-roster .pb-split { background: light-dark(#e2efda, #2f4a2b); }
.pb-roster .pb-free { color: var(--pb-soft); }
.pb-roster-box { overflow-x: auto; }
@media (max-width: 620px) { .pb-roster th, .pb-roster td { padding: 2px 3px; } }
</style>"""


class PlanSection(ShopSection):
    """A section about the week of the shop in the workspace."""

    @property
    def plan(self) -> Plan:
        return self.shop.plan

    def about(self) -> str:
        """The shop, and who is at its desk."""
        shop = self.plan.scenario
        desk = self.words.number(shop.desk_people)
        return sentence_of(self.t("shop_heads.about", shop=self.words.pick(shop.title), people=desk), "pb-team")

    def money(self, value: float) -> str:
        return self.words.money(value, self.plan.scenario.currency)

    def foot(self, found: Heads) -> str:
        """Whose weeks these are, how many, and of which seed."""
        n = self.words.number(len(found.case.week.runs))
        return self.t("shop_heads.foot", shop=self.words.pick(found.asked.scenario.title), n=n, seed=SEED)

    def told(self) -> str:
        return sentence_of(self.t(f"{self.kind}.saved"))
