"""Every page speaks of this shop from now on; the team as a file; and back to the shop that was there before."""

from __future__ import annotations

import base64
import datetime as dt

import ipywidgets as W

from playbook import my_shop
from playbook.lab.access import is_off, may_rest, set_off
from playbook.lab.links import page_link
from playbook.lab.my_shop.section import ShopSection
from playbook.lab.own_page import SAMPLE
from playbook.lab.page import sentence_of
from playbook.language import escape
from playbook.my_files.big_day import presets, usual_lift, with_big_day
from sim.scenario import Scenario
from sim.scenario.file import scenario_bytes, team, team_names
from sim.shop.campaigns import campaign
from sim.shop.types import Text

NONE = ""
FILE = "my-shop.toml"


class UseSection(ShopSection):
    """See the module's docstring."""

    kind = "shop_use"

    def build(self) -> list[W.Widget]:
        style = {"description_width": "initial"}
        self.now, self.said, self.file = W.HTML(), W.HTML(), W.HTML()
        self.name = W.Text(description=self.t("shop_use.name"), placeholder=self.t("start.my_shop"), style=style,
                           layout=W.Layout(width="auto"))  # fmt: skip
        self.day = W.Dropdown(
            description=self.t("shop_use.day"), options=self._days(), value=NONE, style=style,
            layout=W.Layout(width="auto"),
        )  # fmt: skip
        self.date = W.DatePicker(description=self.t("shop_use.date"), style=style)
        self.lift = W.BoundedFloatText(
            description=self.t("shop_use.lift"), value=2.0, min=1.0, max=50.0, step=0.5, style=style
        )
        self.on_change(self.day, self.day_chosen)
        self.take = may_rest(self.button("shop_use.use", self.use, "primary"))
        self.back = may_rest(self.button("shop_use.back", self.to_sample))
        self.before: Scenario | None = None
        self.shop.desk.listen(self._changed)
        self.day_chosen(NONE)
        self._changed()
        return [
            self.now, self.name, self.day, self.date, self.lift, W.HBox([self.take, self.back]), self.said, self.file,
        ]  # fmt: skip

    def _days(self) -> list[tuple[str, str]]:
        """What big days there may be: those that the team has already, or one of the shapes that are known."""
        made = self.shop.desk.made
        there = made.team.scenario.calendar.campaigns if made else ()
        named = [
            self.t("start.day", name=self.words.pick(one.name), date=self.words.date(one.day, year=True))
            for one in there
        ]
        first = self.t("shop_use.foretold", days=self.words.list(named)) if named else self.t("shop_use.no_day")
        return [(first, NONE), *((self.words.pick(campaign(one).title), one) for one in presets())]

    def arrived(self) -> None:
        self._tell_now()

    def returned(self) -> None:
        self._tell_now()

    def day_chosen(self, preset: str) -> None:
        for field in (self.date, self.lift):
            field.layout.display = None if preset else "none"
        if preset:
            self.lift.value = usual_lift(preset)

    def scenario(self) -> Scenario | None:
        """The team as it stands here, by its name and with its big day; None while there is no team."""
        made = self.shop.desk.made
        if made is None:
            return None
        name = my_shop.shop_name(self.name.value, self.t("start.my_shop"))
        shop = made.team.scenario.with_levers({"title": Text(en=name, zh=name).model_dump()})
        if self.day.value == NONE:
            return shop
        if self.date.value is None:
            return None
        return with_big_day(shop, self.day.value, self.date.value, self.lift.value)

    def use(self) -> None:
        """The workspace holds the team: every page is about it when it is next looked at."""
        if is_off(self.take):
            return
        if self.day.value != NONE and not isinstance(self.date.value, dt.date):
            self.said.value = sentence_of(self.t("shop_use.no_date"), "pb-near")
            return
        shop = self.scenario()
        if shop is None:
            return
        before = self.shop.workspace.scenario
        self.shop.workspace.set_scenario(shop)
        self.shop.chosen()
        self.before = self.before or before
        link = page_link(self.words.language, "start")
        done = escape(self.t("shop_use.used", shop=self.words.pick(shop.title)))
        there = f'<a href="{escape(link)}">{escape(self.t("shop_use.start"))}</a>'
        self.said.value = f'<p class="pb-good" role="status">{done} {there}</p>'
        self._tell_now()

    def to_sample(self) -> None:
        """Back to the shop that pages were about before, a sample where there was none; one's own stays kept."""
        if is_off(self.back):
            return
        there = self.before if self.before is not None and self._is_sample(self.before) else team(SAMPLE)
        self.shop.workspace.set_scenario(there)
        self.shop.chosen()
        self.said.value = sentence_of(self.t("shop_use.back_done", shop=self.words.pick(there.title)), "pb-good")
        self._tell_now()

    @staticmethod
    def _is_sample(shop: Scenario) -> bool:
        return any(shop == team(name) for name in team_names())

    def _changed(self) -> None:
        made = self.shop.desk.made
        set_off(self.take, made is None)
        for field in (self.name, self.day):  # without a team they would describe the shop in use, and wrongly
            field.layout.display = None if made else "none"
        if made is None and self.day.value != NONE:
            self.day.value = NONE
        if self.day.options != (days := tuple(self._days())):
            self.day.options = days
        self.said.value = "" if made else sentence_of(self.t("shop_use.first"), "pb-note")
        self.file.value = self._download(made.team.scenario) if made else ""
        self._tell_now()

    def _tell_now(self) -> None:
        """Whose shop the pages are about at this moment."""
        shop = self.shop.workspace.scenario or team(SAMPLE)
        self.now.value = sentence_of(self.t("shop_use.now", shop=self.words.pick(shop.title)))
        set_off(self.back, self._is_sample(shop))

    def told(self) -> str:
        return sentence_of(self.t("shop_use.saved"))

    def _download(self, shop: Scenario) -> str:
        data = base64.b64encode(scenario_bytes(shop, FILE)).decode()
        link = f'<a download="{FILE}" href="data:application/toml;base64,{data}">'
        return f'<p class="pb-line">{link}{escape(self.t("shop_use.file"))}</a></p>'
