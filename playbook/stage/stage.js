// The night that moves: one evening minute by minute, and a lever beside it. Draws what it is given and asks for the
// evenings of other settings; in a saved file, where nobody answers, it has them all.
//
// model: get("page") what Python calls a page, get("nights") {step: evening}; send({want}), send({chosen}), send({save}).

const PER_SECOND = 12;   // minutes of the evening that pass in a second
const ASK_AFTER = 60;    // ms a setting must rest before its evening is asked for
const SAY_AFTER = 600;   // ms before a change is read out

function render({ model, el }) {
  const alone = !model.send;
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let page, words, lever, nights, step, drawn, now, playing = false, flying = [], last = 0, frame = 0, asked = 0, spoken = 0, paper = false;
  let parts = {};

  // ---- words and numbers

  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (whole, name) => name in values ? values[name] : whole);
  const count = (x) => Math.round(x).toLocaleString(page.locale);
  const percent = (x) => count(100 * x) + "%";
  const clock = (minute) => {
    const at = wallClock(page, minute);
    const hour = at % 1440 === 0 && at > page.clock.first && minute >= page.until ? 24 : Math.floor(at / 60) % 24;
    return String(hour).padStart(2, "0") + ":" + String(at % 60).padStart(2, "0");
  };
  const setting = (k) => lever.low + k * lever.step;
  const named = (k) => lever.around[0] + (setting(k) * lever.scale).toLocaleString(page.locale, {
    minimumFractionDigits: lever.digits, maximumFractionDigits: lever.digits }) + lever.around[1];
  const steps = () => Math.round((lever.high - lever.low) / lever.step);

  // ---- what is shown of an evening

  const here = () => nights[drawn] || nights[page.start];  // until the evening of a setting is there, the last one stands
  const start = () => nights[page.start];
  const minute = () => clamp(Math.floor(now), 0, page.minutes - 1);
  const changed = () => drawn !== page.start;

  function hours(night, until = page.until) {
    const to = clamp(until, page.opens, page.until);
    const came = sum(night.came, page.opens, to), kept = sum(night.kept, page.opens, to);
    return { came, kept, lost: sum(night.lost, page.opens, to), share: came ? kept / came : 0 };
  }

  function finding() {
    if (!page.open) return words.closed;
    const told = hours(here()), was = hours(start());
    const text = fill(words.finding, { from: clock(page.opens), to: clock(page.until), came: count(told.came),
      kept: count(told.kept), share: percent(told.share), lost: count(told.lost) });
    return changed() ? text + words.join + fill(words.compare, { kept: count(was.kept), share: percent(was.share),
      value: named(page.start) }) : text;
  }

  function moment(m) {
    const night = here();
    return fill(page.open ? words.moment : words.moment_closed, { time: clock(m), waiting: count(night.waiting[m]),
      people: count(night.people[m]), lost: count(sum(night.lost, 0, m + 1)), came: count(sum(night.came, 0, m + 1)) });
  }

  // ---- the page

  function build() {
    page = model.get("page");
    play(false);
    parts = {};
    el.replaceChildren();
    if (!page || !page.words) { page = null; return; }
    ({ words, lever } = page);
    nights = Object.assign({}, model.get("nights"));
    step = drawn = page.start;
    now = clamp(page.opens - 30, 0, page.minutes - 1);
    flying = [];
    const box = stageBox(el, page);
    const head = make("div", "pb-stage-head", box), heading = make("div", "", head);
    make("p", "pb-stage-title", heading, page.title);
    make("p", "pb-stage-note", heading, page.note);
    parts.clock = make("div", "pb-stage-clock", head);
    parts.finding = make("p", "pb-stage-finding", box);
    parts.said = make("p", "pb-stage-said", box);
    parts.said.setAttribute("aria-live", "polite");
    parts.scene = make("canvas", "pb-stage-scene", box);
    parts.scene.setAttribute("role", "img");
    parts.numbers = make("div", "pb-stage-numbers", box);
    parts.numbers.setAttribute("role", "list");
    parts.share = draw("svg", box, { class: "pb-stage-share", role: "img" });
    buildLever(box);
    buildTransport(box);
    const hours = parts.hours = make("details", "pb-stage-hours", box);
    make("summary", "", hours, words.timeline);
    hours.open = alone;  // on a page of steps it is folded; whoever was sent the file has the night alone
    hours.addEventListener("toggle", () => hours.open && resized());
    parts.time = draw("svg", hours, { class: "pb-stage-time", role: "img", "aria-label": words.timeline });
    parts.time.addEventListener("pointerdown", (event) => scrubTo(event, true));
    parts.time.addEventListener("pointermove", (event) => event.buttons && scrubTo(event, false));
    if (still.matches) buildStills(box);
    box.addEventListener("keydown", (event) => {
      if (event.key !== " " || ["BUTTON", "SUMMARY"].includes(event.target.tagName)) return;
      event.preventDefault();
      play(!playing);
    });
    resized();
    if (!nights[page.start] && !alone) model.send({ want: page.start });
  }

  function buildLever(box) {
    const row = make("div", "pb-stage-lever", box);
    const label = make("span", "pb-stage-label", row, lever.label);
    parts.value = make("output", "", row);
    const bar = parts.bar = make("div", "pb-stage-bar", row);
    parts.full = make("span", "pb-stage-full", bar);
    parts.from = make("span", "pb-stage-from", bar);
    parts.grip = make("span", "pb-stage-grip", bar);
    parts.help = make("small", "", row, page.open ? lever.help : words.bet_first);
    label.id = `pb-stage-${Math.random().toString(36).slice(2)}`;
    for (const [name, value] of Object.entries({ role: "slider", tabindex: 0, "aria-labelledby": label.id,
      "aria-valuemin": lever.low, "aria-valuemax": lever.high, "aria-disabled": !page.open })) bar.setAttribute(name, value);
    const at = ({ clientX }) => {
      const { left, width } = bar.getBoundingClientRect();
      move(Math.round(clamp((clientX - left) / width, 0, 1) * steps()));
    };
    bar.addEventListener("pointerdown", (event) => { bar.setPointerCapture(event.pointerId); bar.focus(); at(event); });
    bar.addEventListener("pointermove", (event) => bar.hasPointerCapture(event.pointerId) && at(event));
    bar.addEventListener("keydown", (event) => {
      const jump = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 3, PageDown: -3,
        Home: -Infinity, End: Infinity }[event.key];
      if (!jump) return;
      event.preventDefault();
      event.stopPropagation();
      move(clamp(step + jump, 0, steps()), jump);
    });
  }

  function buildTransport(box) {
    const moves = transport(box, { still: still.matches, max: page.minutes - 1, label: words.time,
      pressed: () => play(!playing), moved: (at) => { now = at; flying = []; play(false); } });
    Object.assign(parts, { play: moves.play, scrub: moves.bar });
    if (alone) return;
    const save = make("button", "", moves.row, words.save);
    save.type = "button";
    save.addEventListener("click", () => model.send({ save: true }));
  }

  function buildStills(box) {
    const row = make("div", "pb-stage-stills", box);
    const shown = [-30, 15, 60, 120, 200, 300].map((m) => clamp(page.opens + m, 0, page.minutes - 1));
    parts.stills = [...new Set(shown)].map((m) => {
      const button = make("button", "", row);
      button.type = "button";
      const canvas = make("canvas", "", button), text = make("span", "", button);
      button.addEventListener("click", () => { now = m; show(); });
      return { m, canvas, text };
    });
  }

  // ---- time

  function play(on) {
    on = on && !still.matches;
    if (on && now >= page.minutes - 1) now = 0;
    if (playing && !on) flying = [];
    playing = on;
    last = 0;
    cancelAnimationFrame(frame);
    if (on) frame = requestAnimationFrame(tick);
    else if (page && parts.scene) show();
  }

  function tick(time) {
    if (!el.isConnected) { playing = false; return; }
    const passed = last ? Math.min((time - last) / 1000, 0.1) : 0, before = minute();
    last = time;
    now = Math.min(now + passed * PER_SECOND, page.minutes - 1);
    for (let m = before + 1; m <= minute(); m++) launch(m);
    flying = flying.filter((dot) => (dot.age += passed) < FLIGHT);
    show();
    if (now >= page.minutes - 1) { play(false); say(); } else if (playing) frame = requestAnimationFrame(tick);
  }

  function launch(m) {
    const night = here(), each = page.dot;
    const some = (n, way) => { for (let i = 0; i < n / each; i++) flying.push({ way, age: -0.08 * i / Math.max(n, 1), by: Math.random() }); };
    some(night.came[m], "in");
    if (!page.open) return;
    some(night.lost[m], "lost");
    some(night.in_time[m], "in_time");
    some(night.late[m], "late");
  }

  function scrubTo(event, press) {
    if (press) { event.preventDefault(); parts.time.setPointerCapture(event.pointerId); play(false); }
    now = parts.axis.minuteAt((event.clientX - parts.time.getBoundingClientRect().left) / zoomOf(parts.time));
    flying = [];
    show();
  }

  // ---- the lever

  // `told`: the lever was moved elsewhere on the page, whoever moved it knows
  function move(to, jump = 0, told = false) {
    if (alone) {  // only what is in the file
      const known = Object.keys(nights).map(Number).sort((a, b) => a - b);
      if (Math.abs(jump) >= 1 && Number.isFinite(jump)) to = known[clamp(known.indexOf(step) + jump, 0, known.length - 1)];
      else to = known.reduce((near, k) => Math.abs(k - to) < Math.abs(near - to) ? k : near);
    }
    if (!page.open || to === step) return;
    step = to;
    flying = [];
    show(true);
    clearTimeout(asked);
    if (alone) { say(); return; }
    const news = { ...(nights[step] ? {} : { want: step }), ...(told ? {} : { chosen: step }) };
    if (Object.keys(news).length) asked = setTimeout(() => model.send(news), ASK_AFTER);
    if (nights[step]) say();
  }

  function say() {
    clearTimeout(spoken);
    spoken = setTimeout(() => { parts.said.textContent = finding(); }, SAY_AFTER);
  }

  function heard(message) {
    if (message.night) {
      nights[message.step] = message.night;
      if (message.step === step || message.step === page.start) { show(true); say(); }
    } else if (Number.isInteger(message.move)) {
      if (page && page.lever) move(message.move, 0, true);
    } else if (message.file) {
      const link = make("a");
      link.href = URL.createObjectURL(new Blob([message.file], { type: "text/html" }));
      link.download = message.name;
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 1000);
    }
  }

  // ---- drawing

  function show(whole = false) {
    if (!start()) return;
    if (nights[step]) drawn = step;
    const m = minute(), night = here(), was = start();
    parts.clock.textContent = clock(m);
    parts.finding.textContent = finding();
    parts.play.textContent = playing ? words.pause : words.play;
    parts.scrub.value = m;
    parts.scrub.setAttribute("aria-valuetext", moment(m));
    parts.scene.setAttribute("aria-label", moment(m));
    parts.value.textContent = named(step);
    parts.bar.setAttribute("aria-valuenow", setting(step));
    parts.bar.setAttribute("aria-valuetext", named(step));
    parts.full.style.width = parts.grip.style.left = `${100 * step / steps()}%`;
    parts.from.style.left = `${100 * page.start / steps()}%`;
    el.classList.toggle("pb-stage-waits", !nights[step]);
    numbers(m, night, was);
    const view = { page, night, was, m, changed: changed(), flying, count, percent, clock,
      colours: parts.colours };
    drawShare(parts.share, view, hours(night, m + 1), hours(was, m + 1));
    drawScene(parts.scene, view);
    if (whole || !parts.axis) parts.axis = drawTimeline(parts.time, view);
    parts.axis.mark(m);
    for (const one of parts.stills || []) {
      drawScene(one.canvas, { ...view, m: one.m, flying: [] });
      one.text.textContent = moment(one.m);
    }
  }

  function numbers(m, night, was) {
    const rows = [["people", night.people[m], was.people[m]], ["waiting", night.waiting[m], was.waiting[m]],
      ["lost", sum(night.lost, 0, m + 1), sum(was.lost, 0, m + 1)],
      ["late", sum(night.late, 0, m + 1), sum(was.late, 0, m + 1)],
      ["kept", sum(night.in_time, 0, m + 1), sum(was.in_time, 0, m + 1)], ["parcels", night.parcels[m], was.parcels[m]]];
    if (parts.numbers.children.length !== rows.length) {
      parts.numbers.replaceChildren();
      for (const [name] of rows) {
        const one = make("div", `pb-stage-${name}`, parts.numbers);
        one.setAttribute("role", "listitem");
        make("span", "", one, words[name]);
        make("strong", "", one);
        make("small", "", one);
      }
    }
    rows.forEach(([name, value, before], i) => {
      const [, shown, old] = parts.numbers.children[i].children, secret = !page.open && name !== "people";
      shown.textContent = secret ? "?" : count(value);
      old.textContent = changed() && !secret ? fill(words.was, { n: count(before) }) : "";
    });
  }

  function resized() {
    parts.axis = null;
    if (!page || !parts.scene) return;
    parts.colours = palette(el, paper);
    show(true);
  }

  // A canvas does not follow the style sheet of the paper by itself.
  const printing = (on) => () => { paper = on; resized(); };
  const prints = { beforeprint: printing(true), afterprint: printing(false) };
  for (const [name, then] of Object.entries(prints)) addEventListener(name, then);
  const dark = matchMedia("(prefers-color-scheme: dark)");
  dark.addEventListener("change", resized);
  const watcher = new ResizeObserver(() => resized());
  watcher.observe(el);
  model.on("change:page", build);
  model.on("msg:custom", heard);
  build();
  return () => {
    watcher.disconnect();
    dark.removeEventListener("change", resized);
    for (const [name, then] of Object.entries(prints)) removeEventListener(name, then);
    model.off("change:page", build);
    model.off("msg:custom", heard);
    cancelAnimationFrame(frame);
    playing = false;
  };
}

export default { render };
