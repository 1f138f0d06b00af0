"""What the keyboard does in the survey: 1 to 5 choose a level and go to the next line, 0 says "don't know".

When another practice is shown its heading gets the focus and what belongs to it stands at the top, so that nobody has
to scroll back.
"""

from __future__ import annotations

import anywidget
import traitlets

_SCRIPT = """
const pressed = event => {
  const { target, key } = event;
  if (event.ctrlKey || event.metaKey || event.altKey || !/^[0-5]$/.test(key)) return;
  const survey = target.closest && target.closest(".pb-checkup_survey");
  if (!survey || target.matches("input:not([type=radio]), select, textarea")) return;
  const cards = [...survey.querySelectorAll(".pb-card")];
  const here = target.closest(".pb-card");
  const chosen = card => card.querySelector("input[type=radio]:checked");
  const card = here || cards.find(one => !chosen(one));
  if (!card) return;
  const radios = card.querySelectorAll("input[type=radio]");
  event.preventDefault();
  radios[key === "0" ? radios.length - 1 : key - 1].click();
  const next = cards[cards.indexOf(card) + 1];
  const to = next ? chosen(next) || next.querySelector("input[type=radio]") : survey.querySelector("button.pb-onward");
  to.focus({ preventScroll: true });
  (next || to).scrollIntoView({ block: next ? "start" : "center" });
};
export default {
  render({ model, el }) {
    el.style.display = "none";
    if (!window.playbookLevels) {
      window.playbookLevels = true;
      document.addEventListener("keydown", pressed);
    }
    model.on("change:turn", () => {
      const wanted = String(model.get("turn")), begun = Date.now();
      const look = () => {
        const head = document.querySelector(`.pb-checkup_survey [data-turn="${wanted}"]`);
        if (!head) { if (Date.now() - begun < 5000) requestAnimationFrame(look); return; }
        head.focus({ preventScroll: true });
        (head.closest(".widget-html") || head).scrollIntoView({ block: head.dataset.block || "start" });
      };
      look();
    });
  },
};
"""


class Keys(anywidget.AnyWidget):
    """Invisible. A new `turn` moves to the element with this number in data-turn, once it is there."""

    _esm = _SCRIPT

    turn = traitlets.Int(0).tag(sync=True)
