"""Files from the reader's computer into the kernel's memory, piece by piece.

A page's line to its kernel takes messages of 10 MB and breaks on a larger one without a word, so a file comes in pieces
and the next one is sent when the last is in: progress is true, Cancel works at once, and the line stays free for
whatever else the page has to say. This goes the same way in a notebook and in the app. Nothing is written to disk.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Any

import anywidget
import traitlets

from playbook.language import Words

LARGEST_BYTES = 50_000_000  # of one file
PIECE_BYTES = 1_000_000  # of one message; a tenth of what breaks the line
LONGEST_NAME = 80  # letters of a file's name
MEGABYTE = 1_000_000

_SCRIPT = """
export default {
  render({ model, el }) {
    const words = model.get("said");
    const mb = bytes => (bytes / 1e6).toFixed(bytes < 1e7 ? 1 : 0);
    const say = (key, facts) => words[key].replace(/\\{(\\w+)\\}/g, (all, name) => facts[name] ?? all);
    el.classList.add("pb-upload");
    const drop = document.createElement("label");
    drop.className = "pb-drop";
    const name = document.createElement("span");
    name.textContent = words.drop;
    const button = document.createElement("span");
    button.className = "pb-choose";
    button.textContent = words.choose;
    const input = document.createElement("input");
    input.type = "file"; input.multiple = model.get("several"); input.accept = model.get("accept");
    input.setAttribute("aria-label", words.choose);
    drop.append(input, button, name);
    const rows = document.createElement("div");
    rows.className = "pb-upload-rows";
    rows.setAttribute("role", "status");
    el.append(drop, rows);

    const queue = [];
    let now = null;
    const row = (text, kind) => {
      const line = document.createElement("p");
      line.className = kind; line.textContent = text;
      rows.append(line);
      return line;
    };
    const begin = () => {
      now = queue.shift() || null;
      if (now) model.send({ begin: now.id, name: now.file.name, size: now.file.size });
    };
    const finish = () => { now.line.remove(); now = null; begin(); };
    const stop = one => {
      if (one === now) { model.send({ stop: one.id }); finish(); }
      else { queue.splice(queue.indexOf(one), 1); one.line.remove(); }
      row(say("stopped", { file: one.file.name }), "pb-line");
    };
    const take = every => {
      const files = model.get("several") ? every : every.slice(0, 1);
      rows.querySelectorAll(":scope > p").forEach(line => line.remove());
      for (const file of files) {
        if (file.size > model.get("largest")) {
          row(say("large", { file: file.name, mb: mb(file.size), most: mb(model.get("largest")) }), "pb-error");
          continue;
        }
        const one = { id: Math.random().toString(36).slice(2), file, line: document.createElement("div") };
        one.line.className = "pb-upload-row";
        one.text = document.createElement("span");
        one.bar = document.createElement("progress");
        one.bar.max = Math.max(file.size, 1); one.bar.value = 0;
        one.bar.setAttribute("aria-label", file.name);
        const button = document.createElement("button");
        button.type = "button"; button.className = "jupyter-button"; button.textContent = words.cancel;
        button.setAttribute("aria-label", words.cancel + " " + file.name);
        button.addEventListener("click", () => stop(one));
        one.text.textContent = say("sending", { file: file.name, done: mb(0), mb: mb(file.size) });
        one.line.append(one.text, one.bar, button);
        rows.append(one.line);
        queue.push(one);
      }
      if (!now) begin();
    };
    const next = async (id, at) => {
      if (!now || now.id !== id) return;
      const one = now;
      one.bar.value = at;
      one.text.textContent = say("sending", { file: one.file.name, done: mb(at), mb: mb(one.file.size) });
      try {
        const piece = await one.file.slice(at, at + model.get("piece")).arrayBuffer();
        if (now === one) model.send({ piece: id, at }, undefined, [piece]);
      } catch (gone) {  // moved or changed on the disk meanwhile
        if (now !== one) return;
        model.send({ stop: id });
        finish();
        row(say("gone", { file: one.file.name }), "pb-error");
      }
    };
    const told = message => {
      if (message.next !== undefined) next(message.next, message.at);
      else if (now && message.done === now.id) finish();
    };
    model.on("msg:custom", told);
    input.addEventListener("change", () => { take([...input.files]); input.value = ""; });
    drop.addEventListener("dragover", event => { event.preventDefault(); drop.classList.add("pb-over"); });
    drop.addEventListener("dragleave", () => drop.classList.remove("pb-over"));
    drop.addEventListener("drop", event => {
      event.preventDefault();
      drop.classList.remove("pb-over");
      take([...event.dataTransfer.files]);
    });
    return () => model.off("msg:custom", told);
  },
};
"""

_STYLE = """
.pb-drop { display: flex; flex-wrap: wrap; align-items: center; gap: 8px 16px; padding: 18px 16px; cursor: pointer;
  border: 2px dashed var(--pb-edge); border-radius: 8px; background: var(--pb-tint); box-sizing: border-box; }
.pb-drop.pb-over, .pb-drop:focus-within { border-color: var(--pb-accent); border-style: solid; }
.pb-drop > span { flex: 1 1 220px; }
/* The browser's own button speaks the browser's language: it is there for the keyboard and for who listens. */
.pb-drop { position: relative; }
.pb-drop > input { position: absolute; inset: 0; width: 100%; height: 100%; opacity: 0; cursor: pointer; }
.pb-drop > .pb-choose { flex: none; padding: 5px 16px; border: 1px solid var(--pb-edge); border-radius: 6px;
  background: var(--pb-raised); color: var(--pb-ink); }
.pb-drop:focus-within > .pb-choose { outline: 3px solid var(--pb-accent); outline-offset: 2px; }
.pb-upload-row { display: flex; flex-wrap: wrap; align-items: center; gap: 4px 12px; margin: 8px 0; }
.pb-upload-row > span { flex: 1 1 200px; overflow-wrap: anywhere; }
.pb-upload-row > progress { flex: 1 1 120px; min-width: 80px; accent-color: var(--pb-accent); }
.pb-app .pb-upload-row > button { border: 1px solid var(--pb-edge); background: none; color: inherit; cursor: pointer; }
"""


@dataclass(frozen=True)
class Sent:
    """A file that came: its name without a folder, and its bytes."""

    name: str
    data: bytes


class Upload(anywidget.AnyWidget):
    """A place to drop files on; `came` is called in the kernel's main thread with each file that is whole.

    `accept`: the endings that the browser offers (".csv"); "" for any. `largest`: bytes of one file.
    """

    _esm, _css = _SCRIPT, _STYLE

    said = traitlets.Dict().tag(sync=True)
    largest = traitlets.Int(LARGEST_BYTES).tag(sync=True)
    piece = traitlets.Int(PIECE_BYTES).tag(sync=True)
    several = traitlets.Bool(True).tag(sync=True)
    accept = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self, words: Words, came: Callable[[Sent], None], *, several: bool = True, accept: str = "",
        largest: int = LARGEST_BYTES,
    ) -> None:  # fmt: skip
        keys = ("sending", "cancel", "stopped", "large", "gone")
        # Only the reader's computer knows names and sizes, so it fills them in.
        said = {key: words.template(f"upload.{key}") for key in keys}
        most = largest // MEGABYTE
        said["choose"] = words.t("upload.choose_several" if several else "upload.choose")
        said["drop"] = words.t("upload.drop_several" if several else "upload.drop", most=most)
        super().__init__(said=said, largest=largest, several=several, accept=accept)
        self._came = came
        self._id, self._name, self._size, self._held = "", "", 0, bytearray()
        self.on_msg(lambda _, content, buffers: self._heard(content, buffers))

    def _heard(self, content: Any, buffers: Sequence[Any]) -> None:
        match content:
            case {"begin": str(named), "name": str(name), "size": int(size)} if 0 <= size <= self.largest:
                self._id, self._name, self._size, self._held = named, name, size, bytearray()
                self._go_on()
            case {"piece": str(named), "at": int(at)} if named == self._id and at == len(self._held) and buffers:
                self._held += buffers[0]
                self._go_on()
            case {"stop": str(named)} if named == self._id:
                self._forget()

    def _go_on(self) -> None:
        if len(self._held) > self._size:
            self._forget()
        elif len(self._held) < self._size:
            self.send({"next": self._id, "at": len(self._held)})
        else:
            sent, named = Sent(plain_name(self._name), bytes(self._held)), self._id
            self._forget()
            try:
                self._came(sent)
            finally:  # whatever came of it, the next file may come
                self.send({"done": named})

    def _forget(self) -> None:
        self._id, self._name, self._size, self._held = "", "", 0, bytearray()


def plain_name(name: str) -> str:
    """A file's name without folders and not too long for a sentence; its ending stays."""
    name = PurePath(name.replace("\\", "/")).name or "?"
    if len(name) <= LONGEST_NAME:
        return name
    ending = PurePath(name).suffix[:10]
    return name[: LONGEST_NAME - len(ending) - 1] + "…" + ending
