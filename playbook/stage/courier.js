// The days on which the courier stops: the yard of two plans side by side, and the days as a figure that is uncovered as
// they pass. Draws what it is given; nothing is asked of the kernel.
//
// model: get("page") as `playbook.stage.courier.page_of` makes it.

const DAYS_A_SECOND = 1.1;
const A_DAY = 4;             // steps of the bar
const ROWS = 7, BOX = 14, YARD = 300, HIGH = 160, WIDE = 460;
const STRIP = { unseen: 3, undecided: 6, stood_in: 10, waited: 10 };  // how tall; taller is further
const CUSTOMERS = 20;        // side by side

function render({ model, el }) {
  const still = matchMedia("(prefers-reduced-motion: reduce)");
  let page, words, now = 0, fresh = true, playing = false, last = 0, frame = 0, parts = {};

  const count = (x) => Math.round(x).toLocaleString(page.locale);
  const slot = () => clamp(Math.floor(now - 1e-9), 0, page.days - 1);
  const between = (list) => {
    const i = slot(), from = list[Math.max(i - 1, 0)];
    return from + (list[i] - from) * clamp(now - i, 0, 1);
  };
  const stretch = (plan) => {
    const found = plan.stretches.find(([, from, to]) => now > from && now <= to);
    if (found) return found[0];
    if (now <= page.stops) return "before";
    const usual = plan.gone !== null && now > plan.gone;
    return usual ? "over" : "drains";
  };

  function build() {
    page = model.get("page");
    play(false);
    parts = {};
    el.replaceChildren();
    if (!page || !page.words) { page = null; return; }
    ({ words } = page);
    now = still.matches ? page.days : page.shown;
    fresh = true;
    el.classList.add("pb-courier-view");
    const box = stageBox(el, page);
    make("p", "pb-stage-finding", box, page.finding);
    const yards = make("div", "pb-yards", box);
    parts.yards = page.plans.map((plan) => {
      const one = make("div", "pb-yard", yards);
      make("p", "pb-yard-name", one, plan.name);
      make("p", "pb-yard-times", one, plan.times);
      return { status: make("p", "pb-yard-status", one), svg: draw("svg", one, { role: "img", viewBox: `0 0 ${WIDE} ${HIGH}` }),
        said: make("p", "pb-yard-said", one) };
    });
    const moves = transport(box, { still: still.matches, max: page.days * A_DAY, label: words.time,
      pressed: () => play(!playing), moved: (step) => { now = step / A_DAY; fresh = false; play(false); } });
    Object.assign(parts, { play: moves.play, bar: moves.bar, day: make("output", "pb-yard-day", moves.row) });
    make("p", "pb-stage-note", box, page.note);
    const fold = make("details", "pb-stage-hours", box);
    make("summary", "", fold, words.timeline);
    fold.open = still.matches;  // where nothing moves, the days stand side by side
    fold.addEventListener("toggle", () => cover());
    const figure = make("div", "pb-yard-figure", fold);
    figure.innerHTML = page.figure;  // made and escaped by playbook.charts
    parts.figure = figure;
    parts.curtain = make("div", "pb-yard-curtain", figure);
    box.addEventListener("keydown", (event) => {
      if (event.key !== " " || ["BUTTON", "SUMMARY"].includes(event.target.tagName)) return;
      event.preventDefault();
      play(!playing);
    });
    show();
  }

  function play(on) {
    on = on && !still.matches;
    if (on && (fresh || now >= page.days)) now = 0;  // the picture that it opened with is no place to begin
    fresh = fresh && !on;
    playing = on;
    last = 0;
    cancelAnimationFrame(frame);
    if (on) frame = requestAnimationFrame(tick);
    if (page && parts.bar) show();
  }

  function tick(time) {
    if (!el.isConnected) { playing = false; return; }
    now = Math.min(now + (last ? Math.min((time - last) / 1000, 0.1) : 0) * DAYS_A_SECOND, page.days);
    last = time;
    if (now >= page.days) { play(false); return; }
    show();
    frame = requestAnimationFrame(tick);
  }

  function show() {
    const i = slot();
    parts.play.textContent = playing ? words.pause : words.play;
    parts.bar.value = Math.round(now * A_DAY);
    parts.bar.setAttribute("aria-valuetext", page.moments[i]);
    parts.day.textContent = page.labels[i];
    page.plans.forEach((plan, n) => {
      const at = stretch(plan), yard = parts.yards[n];
      yard.status.textContent = words[`is_${at}`];
      yard.said.textContent = plan.said[i];
      yard.svg.setAttribute("aria-label", `${plan.name}${words.colon}${plan.said[i]}`);
      drawYard(yard.svg, plan, at, i);
    });
    cover();
  }

  // Boxes from the left, the oldest first; late ones carry a cross. Then who takes them, and below who asks.
  function drawYard(svg, plan, at, i) {
    svg.replaceChildren();
    const boxes = Math.round(between(plan.waiting) / page.box), late = Math.min(boxes, Math.round(between(plan.overdue) / page.box));
    draw("line", svg, { x1: 0, x2: YARD + 4, y1: ROWS * BOX + 6.5, y2: ROWS * BOX + 6.5, class: "pb-stage-base" });
    for (let k = 0; k < boxes; k++) {
      const x = Math.floor(k / ROWS) * BOX + 1, y = (ROWS - 1 - k % ROWS) * BOX + 6;
      draw("rect", svg, { x, y, width: BOX - 2.5, height: BOX - 2.5, rx: 1.5, class: k < late ? "pb-box-late" : "pb-box" });
      if (k < late) draw("path", svg, { d: `M${x + 3} ${y + 3}l5.5 5.5m0 -5.5l-5.5 5.5`, class: "pb-box-cross" });
    }
    const stopped = plan.stretches.some(([, from, to]) => now > from && now <= to), stands = at === "stood_in";
    const drive = clamp(now - i, 0, 1) * 12;
    drawVan(svg, 330, 6, stopped ? 0 : drive, stopped ? "pb-van-stopped" : "pb-van", stopped ? words.stopped : words.own);
    drawVan(svg, 330, 64, stands ? drive : 0, stands ? "pb-van-second" : "pb-van-none", plan.second ? words.second : words.nobody);
    drawStrip(svg, plan);
    const asking = Math.min(CUSTOMERS, Math.round(plan.asking[i] / page.mark));
    for (let k = 0; k < asking; k++) {
      const x = k * 22.5 + 2;
      draw("path", svg, { d: `M${x} 122h17v14h-9l-4 5v-5h-4z`, class: "pb-asks" });
      draw("text", svg, { x: x + 8.5, y: 133.5, "font-size": 12, "text-anchor": "middle" }, "?");
    }
  }

  // Along the bottom: until it was seen, until it was decided, and until the courier ran again; the day is the upright.
  function drawStrip(svg, plan) {
    const across = (t) => 2 + t / page.days * (WIDE - 4), y = 150;
    draw("line", svg, { x1: across(0), x2: across(page.days), y1: y, y2: y, class: "pb-stage-base" });
    for (const [kind, from, to] of plan.stretches) {
      draw("rect", svg, { x: across(from), y: y - STRIP[kind] / 2, width: across(to) - across(from), height: STRIP[kind], class: `pb-strip-${kind}` });
    }
    draw("line", svg, { x1: across(now), x2: across(now), y1: y - 9, y2: y + 9, class: "pb-stage-now" });
  }

  function drawVan(svg, x, y, forward, kind, name) {
    const van = draw("g", svg, { transform: `translate(${x + forward} ${y})`, class: kind });
    draw("path", van, { d: "M0 0h50v26h-50zM50 8h14l9 9v9h-23z" });
    for (const at of [14, 58]) draw("circle", van, { cx: at, cy: 28, r: 5 });
    if (kind === "pb-van-stopped") draw("path", van, { d: "M17 5l16 16m0 -16l-16 16", class: "pb-van-cross" });
    draw("text", svg, { x, y: y + 47, "font-size": 12.5, class: "pb-stage-axis" }, name);
  }

  // What has not come yet lies under a veil; where the figure's panels are is said by what is read out in them.
  function cover() {
    const plates = [...parts.figure.querySelectorAll("[data-along]")].map((one) => one.getBoundingClientRect()).filter((one) => one.width);
    parts.curtain.hidden = !plates.length || now >= page.days;
    if (parts.curtain.hidden) return;
    const whole = parts.figure.getBoundingClientRect(), zoom = zoomOf(parts.figure);
    const left = plates[0].left + plates[0].width * now / page.days, top = Math.min(...plates.map((one) => one.top));
    const bottom = Math.max(...plates.map((one) => one.bottom)), right = plates[0].right;
    Object.assign(parts.curtain.style, { left: `${(left - whole.left) / zoom}px`, width: `${Math.max(right - left + 4, 0) / zoom}px`,
      top: `${(top - whole.top - 3) / zoom}px`, height: `${(bottom - top + 6) / zoom}px` });
  }

  const watcher = new ResizeObserver(() => page && parts.curtain && cover());
  watcher.observe(el);
  model.on("change:page", build);
  build();
  return () => {
    watcher.disconnect();
    model.off("change:page", build);
    cancelAnimationFrame(frame);
    playing = false;
  };
}

export default { render };
