// A page that follows its room: when the server says that something is new, the page is asked for again and the parts
// that changed are exchanged; what somebody is typing stays. Without this file forms post and the next page comes.
const doc = document, body = doc.body, find = (query, root = doc) => root.querySelector(query);
const made = new WeakMap();  // part → the HTML of which the server made it
const parse = (text) => new DOMParser().parseFromString(text, "text/html");
const key = (field) => [field.form?.getAttribute("action"), field.id].join(" ");

// What was typed or opened in a part and is not sent yet, into the one that takes its place.
function carry(old, fresh) {
  const twins = new Map([...fresh.querySelectorAll("input, select")].map((one) => [key(one), one]));
  for (const one of old.querySelectorAll("input:not([type=hidden]), select")) {
    const twin = twins.get(key(one));
    if (!twin || !one.dataset.typed) continue;
    twin.dataset.typed = 1;
    if (one.type === "radio" || one.type === "checkbox") twin.checked = one.checked;
    else twin.value = one.value;
  }
  const folds = [...fresh.querySelectorAll("details")], name = (fold) => fold.firstElementChild.textContent;
  for (const one of old.querySelectorAll("details[open]"))
    for (const twin of folds) if (name(twin) === name(one)) twin.open = true;
}
doc.addEventListener("input", (event) => { event.target.dataset.typed = 1; });

function exchange(old, fresh) {
  const focus = doc.activeElement, parts = [...fresh.children].map((one) => {
    const mine = one.id && [...old.children].find((other) => other.id === one.id), html = one.outerHTML;
    if (mine && made.get(mine) === html) return mine;
    if (mine) carry(mine, one);
    made.set(one, html);
    return doc.adoptNode(one);
  });
  for (const one of [...old.children]) if (!parts.includes(one)) one.remove();
  parts.forEach((one, i) => { if (old.children[i] !== one) old.insertBefore(one, old.children[i] || null); });
  if (focus.id && !focus.isConnected) doc.getElementById(focus.id)?.focus({ preventScroll: true });
}

function show(text) {
  const page = parse(text), top = find(".top", page);
  if (!top || page.body.className !== body.className) return location.reload();
  const heard = find("[data-left]")?.textContent, news = page.body.dataset;
  const moved = body.dataset.phase !== news.phase || body.dataset.step !== news.step, again = body.dataset.ran !== news.ran;
  Object.assign(body.dataset, news);
  doc.title = page.title;
  exchange(find("#main"), find("#main", page));
  exchange(find(".top"), top);
  if (heard && find("[data-left]")) find("[data-left]").textContent = heard;  // not read out twice
  say(state);
  if (moved) {
    scrollTo(0, 0);
    if (location.hash) location.hash = "#main";
  } else if (again && find("#night")) location.hash = "#night";
  keep();
}

let asking = false, again = false;
async function refresh() {
  if (asking) { again = true; return; }
  asking = true;
  try {
    const answer = await fetch(location.pathname, { cache: "no-store" });
    if (answer.ok) show(await answer.text());
  } catch { lost(); }
  asking = false;
  if (again) { again = false; refresh(); }
}

// Whether the room is heard, and if not, who is cut off: this device, or the computer of the workshop.
let state = "";
function say(now) {
  const line = find("#line");
  state = now;
  if (!now || !line) return;
  line.className = "line " + (now === "open" ? now : "lost");
  if (line.textContent !== line.dataset[now]) line.textContent = line.dataset[now];
}
const lost = () => say(navigator.onLine ? "host" : "phone");

let source;
function listen() {
  if (!body.dataset.follows) return;
  source?.close();
  const mine = source = new EventSource(body.dataset.follows);
  mine.onopen = () => say("open");
  mine.addEventListener("changed", () => setTimeout(refresh, 100 * Math.random()));  // not all in the same moment
  mine.onerror = () => {
    lost();
    if (mine.readyState === 2 && mine === source) setTimeout(listen, 3000);
  };
}
const back = () => { refresh(); listen(); };
doc.addEventListener("visibilitychange", () => { if (!doc.hidden) back(); });  // a stream ends when a screen locks
addEventListener("online", back);
addEventListener("offline", lost);

// A form is sent without leaving the page; a refusal is told beside it.
doc.addEventListener("submit", async (event) => {
  const form = event.target, told = find(".refusal", form);
  if (!body.dataset.follows) return;
  event.preventDefault();
  if (form.classList.contains("busy")) return;
  const data = new URLSearchParams(new FormData(form)), by = event.submitter;
  if (by?.name) data.set(by.name, by.value);
  form.classList.add("busy");
  told.textContent = "";
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data });
    const text = await answer.text(), no = find("#message, #refused .refusal", parse(text));
    if (no) told.textContent = no.textContent;
    else if (answer.ok) {
      form.reset();
      for (const one of form.elements) delete one.dataset.typed;
      show(text);
    } else location.reload();
  } catch {
    lost();
    told.textContent = find("#line").dataset[state];
  }
  form.classList.remove("busy");
});

// By how much the server's clock is ahead of this device's; the evening on the wall runs by it, and so does the time left.
let ahead = 0;
function keep() {
  ahead = body.dataset.now - Date.now() / 1000;
  if (find("[data-evening]")) import("/assets/night.js").then(({ run }) => run(body.dataset.ran - ahead));
  tick();
}

// The time left is read out by the minute.
function tick() {
  const time = find(".time"), ends = Number(time?.dataset.ends);
  if (!ends) return;
  const left = Math.max(0, Math.ceil(ends - ahead - Date.now() / 1000)), live = find("[data-left]");
  time.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : time.dataset.over;
  time.parentElement.classList.toggle("soon", left <= 30);
  const text = left ? live.dataset.left.replace("#", Math.ceil(left / 60)) : time.dataset.over;
  if ((left % 60 === 0 || !live.textContent) && live.textContent !== text) live.textContent = text;
}

// On the wall the arrow keys turn the panes.
addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
  const panes = [...doc.querySelectorAll(".pane")];
  if (!by || panes.length < 2 || event.target.closest?.("input, select, .scroll")) return;
  event.preventDefault();
  const at = panes.findIndex((one) => one.offsetParent);
  location.hash = panes[(at + by + panes.length) % panes.length].id;
});

for (const root of [find("#main"), find(".top")])
  for (const one of root?.children || []) made.set(one, one.outerHTML);
listen();
setInterval(tick, 500);
keep();
