"""Tasks and roles as one table of choices: a list for who answers, a box for each role that does the work.

Native elements, so that Tab, arrows and screen readers know them; on a phone each task is a block of its own.
"""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

_SCRIPT = """
const add = (parent, name, text, kind) => {
  const one = document.createElement(name);
  if (text !== undefined) one.textContent = text;
  if (kind) one.className = kind;
  parent.append(one);
  return one;
};
function render({ model, el }) {
  const said = model.get("said"), roles = model.get("roles");
  el.classList.add("pb-duties-box");
  const table = add(el, "table", undefined, "pb-duties");
  const send = (task, change) => {
    model.set("moved", { task, ...change, n: (model.get("moved").n || 0) + 1 });
    model.save_changes();
  };
  const mark = () => {
    const wrong = new Set(model.get("wrong"));
    for (const row of table.tBodies[0]?.rows || []) row.classList.toggle("pb-wrong", wrong.has(row.dataset.task));
  };
  const load = () => {
    table.replaceChildren();
    const top = add(table, "thead"), head = add(top, "tr"), names = add(top, "tr");
    for (const text of [said.task, said.answers]) Object.assign(add(head, "th", text), { scope: "col", rowSpan: 2 });
    Object.assign(add(head, "th", said.does, "pb-does-head"), { scope: "colgroup", colSpan: roles.length });
    add(head, "td").rowSpan = 2;
    for (const [, text] of roles) add(names, "th", text).scope = "col";
    const body = add(table, "tbody");
    for (const { task, answers, does, then } of model.get("rows")) {
      const row = add(body, "tr");
      row.dataset.task = task;
      const name = add(row, "th");
      name.scope = "row";
      add(name, "span", task);
      if (then) add(name, "small", then);
      const owner = add(row, "td", undefined, "pb-owner"), label = add(owner, "label");
      add(label, "span", said.answers, "pb-narrow");
      const select = add(label, "select");
      select.setAttribute("aria-label", `${task}: ${said.answers}`);
      add(select, "option", said.nobody).value = "";
      for (const [id, text] of roles) add(select, "option", text).value = id;
      select.value = answers;
      select.addEventListener("change", () => send(task, { answers: select.value }));
      add(owner, "span", said.does, "pb-narrow pb-does-said");
      for (const [id, text] of roles) {
        const cell = add(row, "td", undefined, "pb-does");
        const choice = add(cell, "label"), box = add(choice, "input");
        box.type = "checkbox";
        box.checked = does.includes(id);
        box.setAttribute("aria-label", `${task}: ${said.does}, ${text}`);
        add(choice, "span", text, "pb-narrow");
        box.addEventListener("change", () => send(task, { role: id, does: box.checked }));
      }
      const end = add(row, "td", undefined, "pb-end"), remove = add(end, "button", "×");
      remove.title = said.remove;
      remove.type = "button";
      remove.setAttribute("aria-label", `${said.remove}: ${task}`);
      remove.addEventListener("click", () => send(task, { remove: true }));
    }
    mark();
  };
  model.on("change:rows", load);
  model.on("change:wrong", mark);
  load();
}
export default { render };
"""

_STYLE = """
.pb-duties { border-collapse: collapse; width: 100%; margin: 8px 0; }
.pb-app .pb-duties th, .pb-app .pb-duties td { border-bottom: 1px solid var(--pb-line); padding: 6px 4px;
  font-size: 14px; line-height: 1.3; font-weight: normal; text-align: center; vertical-align: middle; }
.pb-app .pb-duties thead th { font-size: 12px; font-weight: 600; vertical-align: bottom; width: 1%;
  overflow-wrap: normal; }
.pb-app .pb-duties tbody th, .pb-app .pb-duties th[rowspan]:first-child { text-align: left; width: auto;
  font-size: 15px; padding-right: 12px; }
.pb-app .pb-duties thead th[rowspan] { text-align: left; }
.pb-app .pb-duties thead .pb-does-head { border-bottom: 0; padding-bottom: 0; font-size: 15px; }
.pb-duties .pb-owner select { min-width: 168px; }
.pb-duties th small { display: block; font-weight: normal; color: var(--pb-soft); font-size: 12px; }
.pb-duties select { width: 100%; min-height: 30px; color: inherit; background: var(--pb-raised);
  border: 1px solid var(--pb-edge); border-radius: 4px; }
.pb-app .pb-duties select { font-size: 14px; }
.pb-duties input { width: 18px; height: 18px; margin: 4px; }
.pb-duties button { font: inherit; font-size: 20px; line-height: 1; color: var(--pb-soft); background: none; border: 0;
  padding: 4px 8px; cursor: pointer; }
.pb-duties .pb-wrong > th { box-shadow: inset 4px 0 var(--pb-wrong-edge); padding-left: 10px; }
.pb-duties .pb-narrow { display: none; }
@media (max-width: 760px) {
  .pb-duties thead { position: absolute; left: -10000px; }
  .pb-app .pb-duties tbody tr { display: flex; flex-flow: row wrap; gap: 0 12px; position: relative;
    border: 1px solid var(--pb-line); border-radius: 8px; padding: 8px 10px; margin: 8px 0; }
  .pb-app .pb-duties tbody th, .pb-app .pb-duties tbody td { border: 0; padding: 0; text-align: left; }
  .pb-app .pb-duties tbody th { flex: 0 0 100%; font-weight: 600; padding-right: 40px; box-sizing: border-box;
    min-height: 34px; }
  .pb-app .pb-duties tbody .pb-owner { flex: 0 0 100%; margin: 4px 0; }
  .pb-app .pb-duties tbody .pb-end { position: absolute; top: 2px; right: 2px; height: auto; width: auto; }
  .pb-duties .pb-end button { width: 36px; height: 36px; padding: 0; }
  .pb-duties .pb-narrow { display: inline; }
  .pb-duties .pb-owner label { display: flex; align-items: center; gap: 8px; }
  .pb-duties .pb-owner .pb-narrow { flex: none; color: var(--pb-soft); }
  .pb-duties .pb-owner .pb-does-said { display: block; margin-top: 6px; }
  .pb-app .pb-duties tbody .pb-wrong { border-left: 4px solid var(--pb-wrong-edge); }
  .pb-duties .pb-wrong > th { box-shadow: none; }
  .pb-duties .pb-does label { display: inline-flex; align-items: center; min-height: 32px; }
}
"""


class DutyTable(anywidget.AnyWidget):
    """`roles`: (id, name) each; `rows`: task, answers (a role or ""), does (roles), then (what waits for it). `wrong`:
    tasks with a fault. `moved`: what the reader did last: task, and one of answers, role with does, remove."""

    _esm, _css = _SCRIPT, _STYLE

    said = traitlets.Dict().tag(sync=True)
    roles = traitlets.List().tag(sync=True)
    rows = traitlets.List().tag(sync=True)
    wrong = traitlets.List().tag(sync=True)
    moved = traitlets.Dict().tag(sync=True)

    def __init__(self, said: dict[str, str], roles: list[tuple[str, str]], **traits: Any) -> None:
        super().__init__(said=said, roles=[list(one) for one in roles], **traits)
