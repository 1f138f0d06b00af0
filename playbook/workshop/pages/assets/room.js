// A page that follows its room. The server says that something is new; the page is asked for again, and the parts of
// it that changed take the place of those that stand. What somebody is typing stays. Without this file forms post and
// the server sends the next page.
const body = document.body, line = () => document.getElementById("line");
const made = new WeakMap();  // part → the HTML that the server made it of
const remember = (root) => { for (const one of root.children) made.set(one, one.outerHTML); };
const fields = (root) => [...root.querySelectorAll("input:not([type=hidden]), select")];
const place = (field) => [field.form && field.form.getAttribute("action"), field.name, field.id].join(" ");

// What was typed or opened in a part and not sent yet, into the one that takes its place.
function carry(old, fresh) {
  const known = new Map(fields(fresh).map((one) => [place(one), one]));
  for (const one of fields(old)) {
    const twin = known.get(place(one));
    if (!twin) continue;
    if (one.type === "radio" || one.type === "checkbox") {
      if (one.checked !== one.defaultChecked && one.checked) twin.checked = true;
    } else if (one.tagName === "SELECT") {
      const was = [...one.options].find((option) => option.defaultSelected) || one.options[0];
      if (was && one.value !== was.value) twin.value = one.value;
    } else if (one.value !== one.defaultValue) twin.value = one.value;
  }
  const summaries = [...fresh.querySelectorAll("details")];
  for (const one of old.querySelectorAll("details[open]")) {
    const twin = summaries.find((other) => other.firstElementChild.textContent === one.firstElementChild.textContent);
    if (twin) twin.open = true;
  }
}

function replaceParts(old, fresh) {
  const have = new Map([...old.children].filter((one) => one.id).map((one) => [one.id, one]));
  const focused = document.activeElement, found = focused && old.contains(focused) && focused.id;
  const parts = [...fresh.children].map((one) => {
    const mine = have.get(one.id);
    if (mine && made.get(mine) === one.outerHTML) return mine;
    const html = one.outerHTML;
    if (mine) carry(mine, one);
    made.set(one, html);
    return document.adoptNode(one);
  });
  for (const one of [...old.children]) if (!parts.includes(one)) one.remove();
  parts.forEach((one, i) => { if (old.children[i] !== one) old.insertBefore(one, old.children[i] || null); });
  if (found && !focused.isConnected) document.getElementById(found)?.focus({ preventScroll: true });
}

function apply(text) {
  const page = new DOMParser().parseFromString(text, "text/html");
  const main = page.getElementById("main"), head = page.querySelector(".top"), mine = document.querySelector(".top");
  if (!main || !head || !mine || page.body.className !== body.className) return location.reload();
  const moved = ["phase", "step"].some((name) => body.dataset[name] !== page.body.dataset[name]);
  for (const name of ["phase", "step"]) body.dataset[name] = page.body.dataset[name];
  document.title = page.title;
  const spoken = document.querySelector("[data-left]")?.textContent;
  const was = line().className, said = line().textContent;
  replaceParts(document.getElementById("main"), main);
  replaceParts(mine, head);
  const live = document.querySelector("[data-left]");
  if (live && spoken) live.textContent = spoken;
  if (line().className !== was) { line().className = was; line().textContent = said; }
  if (source && source.readyState === 1) say("open");
  if (moved) {
    scrollTo(0, 0);
    if (location.hash && location.hash !== "#main") location.hash = "#main";
  }
  tick();
}

let asking = 0, again = false;
async function refresh() {
  if (asking) { again = true; return; }
  asking = 1;
  try {
    const answer = await fetch(location.pathname, { headers: { Accept: "text/html" }, cache: "no-store" });
    if (answer.ok) apply(await answer.text());
  } catch { say(navigator.onLine ? "host" : "phone"); }
  asking = 0;
  if (again) { again = false; refresh(); }
}

// Whether the room is heard, and if not, who is cut off.
function say(state) {
  const one = line();
  if (!one) return;
  const text = one.dataset[state];
  one.className = "line " + (state === "open" ? "open" : "lost");
  if (one.textContent !== text) one.textContent = text;
}

let source = null, wait = 0;
function listen() {
  if (!body.dataset.follows) return;
  source?.close();
  source = new EventSource(body.dataset.follows);
  let first = true;
  source.onopen = () => { say("open"); if (!first || wait) refresh(); first = false; wait = 0; };
  source.addEventListener("changed", () => setTimeout(refresh, 100 * Math.random()));  // not all in the same moment
  source.onerror = () => {
    say(navigator.onLine ? "host" : "phone");
    if (source.readyState === 2) { wait = Math.min(wait + 1000, 5000); setTimeout(listen, wait); }
  };
}
document.addEventListener("visibilitychange", () => {  // a telephone drops the stream when its screen locks
  if (document.visibilityState === "visible") { refresh(); listen(); }
});
addEventListener("online", () => { refresh(); listen(); });
addEventListener("offline", () => say("phone"));

// A form is sent without leaving the page; a refusal is told beside it.
document.addEventListener("submit", async (event) => {
  const form = event.target, told = form.querySelector(".refusal");
  if (!body.dataset.follows) return;
  event.preventDefault();
  if (form.classList.contains("busy")) return;
  const data = new URLSearchParams(new FormData(form));
  if (event.submitter?.name) data.set(event.submitter.name, event.submitter.value);
  form.classList.add("busy");
  if (told) told.textContent = "";
  try {
    const answer = await fetch(form.getAttribute("action"), { method: "POST", body: data });
    const text = await answer.text(), page = new DOMParser().parseFromString(text, "text/html");
    const refused = page.querySelector("#message, #refused .refusal");
    if (refused && told) told.textContent = refused.textContent;
    else if (answer.ok) { form.reset(); apply(text); }
    else location.reload();
  } catch {
    if (told) told.textContent = line().dataset[navigator.onLine ? "host" : "phone"];
  }
  form.classList.remove("busy");
});

// The clock counts by the server's time; it is read out by the minute.
let ahead = 0, seen = "";
function tick() {
  const time = document.querySelector(".time"), ends = Number(time?.dataset.ends);
  if (!ends) return;
  if (time.dataset.now !== seen) { seen = time.dataset.now; ahead = Number(seen) - Date.now() / 1000; }
  const left = Math.max(0, Math.ceil(ends - ahead - Date.now() / 1000));
  time.textContent = left ? `${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")}` : time.dataset.over;
  time.parentElement.classList.toggle("soon", left <= 30);
  const live = time.parentElement.querySelector("[data-left]");
  const text = left ? live.dataset.left.replace("#", Math.ceil(left / 60)) : time.dataset.over;
  if ((left % 60 === 0 || !live.textContent) && live.textContent !== text) live.textContent = text;
}

// On the wall the arrow keys turn the panes.
addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
  const panes = [...document.querySelectorAll(".pane")];
  if (!by || panes.length < 2 || event.target.closest("input, select, .scroll")) return;
  event.preventDefault();
  const at = Math.max(panes.findIndex((one) => getComputedStyle(one).display !== "none"), 0);
  location.hash = panes[(at + by + panes.length) % panes.length].id;
});

remember(document.getElementById("main"));
if (document.querySelector(".top")) remember(document.querySelector(".top"));
listen();
setInterval(tick, 500);
tick();
