// A page that follows its room: when something is new it is asked for again, and the parts that changed are exchanged;
// what somebody is typing stays. Without this file forms post and the next page comes.
const doc = document, body = doc.body, find = (query, root = doc) => root.querySelector(query);
const all = (root, query) => [...root.querySelectorAll(query)], parse = (text) => new DOMParser().parseFromString(text, "text/html");
const made = new WeakMap();  // part → the HTML of which the server made it
const key = (field) => field.form?.getAttribute("action") + " " + field.id, title = (fold) => fold.firstElementChild.textContent;

// What was typed or opened in a part and is not sent yet, into the one that takes its place.
function carry(old, fresh) {
  for (const one of all(old, "[data-typed]")) {
    const twin = all(fresh, "input, select").find((other) => key(other) === key(one));
    if (!twin) continue;
    twin.dataset.typed = 1;
    if (/radio|checkbox/.test(one.type)) twin.checked = one.checked;
    else twin.value = one.value;
  }
  const open = all(old, "details[open]").map(title);
  for (const one of all(fresh, "details")) if (open.includes(title(one))) one.open = true;
}
doc.addEventListener("input", (event) => { event.target.dataset.typed = 1; });

function exchange(old, fresh) {
  const focus = doc.activeElement, home = focus.closest("section"), parts = [...fresh.children].map((one) => {
    const mine = one.id && [...old.children].find((other) => other.id === one.id), html = one.outerHTML;
    if (mine && made.get(mine) === html) return mine;
    if (mine) carry(mine, one);
    made.set(one, html);
    return doc.adoptNode(one);
  });
  for (const one of [...old.children]) if (!parts.includes(one)) one.remove();
  parts.forEach((one, i) => { if (old.children[i] !== one) old.insertBefore(one, old.children[i] || null); });
  for (const one of [focus, home]) {  // the keyboard goes on where it was, or in that part
    const twin = one?.id && doc.getElementById(one.id);
    if (!twin || doc.activeElement !== body) continue;
    if (one === home) twin.tabIndex = -1;
    twin.focus({ preventScroll: true });
  }
}

function show(text) {
  const page = parse(text), news = page.body.dataset, was = { ...body.dataset }, heard = find("[data-left]")?.textContent;
  if (!find(".top", page) || page.body.className !== body.className) return location.reload();
  Object.assign(body.dataset, news);
  doc.title = page.title;
  exchange(find("#main"), find("#main", page));
  exchange(find(".top"), find(".top", page));
  if (heard && find("[data-left]")) find("[data-left]").textContent = heard;  // not read out twice
  say(state);
  if (was.phase !== news.phase || was.step !== news.step) {
    scrollTo(0, 0);
    if (location.hash) location.hash = "#main";
  } else if (was.ran !== news.ran && find("#night")) location.hash = "#night";
  keep();
}

let asking, again;
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
let state = "", source;
function say(now) {
  const line = find("#line");
  state = now;
  if (!now || !line) return;
  line.className = "line " + (now === "open" ? now : "lost");
  if (line.textContent !== line.dataset[now]) line.textContent = line.dataset[now];
}
const lost = () => say(navigator.onLine ? "host" : "phone");

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
  const form = event.target, told = find(".refusal", form), by = event.submitter;
  if (!body.dataset.follows) return;
  event.preventDefault();
  if (form.classList.contains("busy")) return;
  const data = new URLSearchParams(new FormData(form));
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

// The clock goes by the server's time, and is read out by the minute. So does what runs on the wall.
let ahead = 0;
function keep() {
  ahead = body.dataset.now - Date.now() / 1000;
  if (body.className === "wall") import("/assets/wall.js").then(({ run }) => run(body.dataset.ran - ahead));
  tick();
}
function tick() {
  const time = find(".time[data-ends]"), ends = Number(time?.dataset.ends);
  if (!ends) return;
  const left = Math.max(0, Math.ceil(ends - ahead - Date.now() / 1000)), live = find("[data-left]");
  time.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : time.dataset.over;
  time.parentElement.classList.toggle("soon", left <= 30);
  const text = left ? live.dataset.left.replace("#", Math.ceil(left / 60)) : time.dataset.over;
  if ((left % 60 === 0 || !live.textContent) && live.textContent !== text) live.textContent = text;
}

for (const one of all(doc, "#main > *, .top > *")) made.set(one, one.outerHTML);
listen();
setInterval(tick, 500);
keep();
