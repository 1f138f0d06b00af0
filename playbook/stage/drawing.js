// What the two moving pictures share, and what the night is drawn with. A `view` says what to draw of a night: page, night
// and was (this setting's evening and the start's), m (the minute), changed, flying (dots on their way), colours, and how
// numbers and times are written.

const BIN = 5;               // minutes of a bar
const FLIGHT = 0.7;          // seconds that a dot flies
const CHATS = 3;             // dots side by side in front of a person

const sum = (list, from, to) => { let all = 0; for (let i = from; i < to; i++) all += list[i]; return all; };
const clamp = (x, low, high) => Math.min(Math.max(x, low), high);

function make(tag, kind, parent, text) {
  const one = document.createElement(tag);
  if (kind) one.className = kind;
  if (text !== undefined) one.textContent = text;
  if (parent) parent.append(one);
  return one;
}

function draw(tag, parent, attributes, text) {
  const one = document.createElementNS("http://www.w3.org/2000/svg", tag);
  for (const [name, value] of Object.entries(attributes)) one.setAttribute(name, value);
  if (text !== undefined) one.textContent = text;
  parent.append(one);
  return one;
}

// The box that a page with a moving picture stands in.
function stageBox(el, page) {
  el.classList.add("pb-night");
  el.lang = page.locale;
  const box = make("section", "pb-stage-box", el);
  box.setAttribute("aria-label", page.title);
  box.setAttribute("data-lm-suppress-shortcuts", "true");
  return box;
}

// The button that plays (hidden where nothing may move) and the bar of time; `moved(value)` when the reader moves it.
function transport(box, { still, max, label, pressed, moved }) {
  const row = make("div", "pb-stage-transport", box), play = make("button", "", row), bar = make("input", "", row);
  play.type = "button";
  play.hidden = still;
  play.addEventListener("click", pressed);
  Object.assign(bar, { type: "range", min: 0, max, step: 1 });
  bar.setAttribute("aria-label", label);
  bar.addEventListener("input", () => moved(Number(bar.value)));
  return { row, play, bar };
}

// How many times larger than its own pixels the page shows an element: it may be zoomed for a room.
const zoomOf = (el) => el.clientWidth ? el.getBoundingClientRect().width / el.clientWidth : 1;

// The colours of the style sheet as a canvas takes them; those of the day on paper, whatever the screen has.
function palette(el, paper) {
  const probe = make("span", "", el), found = {};
  if (paper) probe.style.colorScheme = "light";
  for (const name of ["card", "ink", "soft", "faint", "track", "seat", "good", "late", "bad", "old"]) {
    probe.style.color = `var(--stage-${name})`;
    found[name] = getComputedStyle(probe).color;
  }
  probe.remove();
  return found;
}

// Those of one minute as if caught on their way, for a picture that stands.
function posed({ page, night, m }) {
  const dots = [], gone = ["lost", "in_time", "late"].map((name) => [name, name]);
  for (const [name, way] of [["came", "in"], ...(page.open ? gone : [])]) {
    const n = Math.round(night[name][m] / page.dot);
    for (let i = 0; i < n; i++) dots.push({ way, age: FLIGHT * (0.15 + 0.8 * i / n), by: (i * 0.618 + 0.3) % 1 });
  }
  return dots;
}

// The floor at one minute: those who come from the left, the queue, people and whom they serve, and at the bottom what
// became of everybody: those who left grow from the left, those answered from the right.
function drawScene(canvas, view) {
  const w = canvas.clientWidth, h = canvas.clientHeight, ratio = (window.devicePixelRatio || 1) * zoomOf(canvas);
  if (!w || !h) return;
  if (canvas.width !== Math.round(w * ratio) || canvas.height !== Math.round(h * ratio)) {
    canvas.width = Math.round(w * ratio);
    canvas.height = Math.round(h * ratio);
  }
  const pen = canvas.getContext("2d");
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.clearRect(0, 0, w, h);
  const place = placesOf(w, h, view.page.top.people);
  drawQueue(pen, place, view);
  drawPeople(pen, place, view);
  drawFlying(pen, place, view);
  drawOutcome(pen, place, view);
  if (!place.mini) drawNames(pen, place, view, getComputedStyle(canvas).fontFamily);
}

// Where everything stands in a scene of w by h: `spot(k)` the k-th who waits, `seat(k)` the k-th person.
function placesOf(w, h, seats) {
  const mini = h < 110, size = clamp(w / 62, 12, 22), top = mini ? 6 : size * 2, foot = mini ? 6 : clamp(h / 20, 8, 18);
  const room = h - top - foot - (mini ? 6 : 14), gap = clamp(Math.min(room / 7, w / 46), 5, 22);
  const rows = Math.max(1, Math.floor(room / gap)), tail = w * 0.56, left = w * 0.62, wide = w * 0.36;
  const columns = Math.max(1, Math.min(seats, Math.round(Math.sqrt(seats * wide / room / 1.6)) || 1));
  const lines = Math.ceil(seats / columns), each = wide / columns, tall = Math.min(room / lines, each / 1.3, 64);
  return {
    w, mini, size, top, foot, room, gap, tail, left, wide, each, tall, seats, r: gap * 0.34, floor: h - foot, people: lines * tall,
    spot: (k) => [tail - Math.floor(k / rows) * gap, top + (k % rows + 0.5) * gap],
    seat: (k) => [left + (k % columns) * each, top + Math.floor(k / columns) * tall],
  };
}

function drawDot(pen, x, y, r, colour, hollow = false) {
  pen.beginPath();
  pen.arc(x, y, r, 0, 2 * Math.PI);
  pen[hollow ? "strokeStyle" : "fillStyle"] = colour;
  pen.lineWidth = 1.5;
  pen[hollow ? "stroke" : "fill"]();
}

function drawCross(pen, x, y, r, colour) {
  pen.strokeStyle = colour;
  pen.lineWidth = Math.max(1.6, r / 2.2);
  pen.beginPath();
  for (const s of [1, -1]) { pen.moveTo(x - r, y - s * r); pen.lineTo(x + r, y + s * r); }
  pen.stroke();
}

const waitingDots = ({ page }, night, m) => page.open ? Math.round(night.waiting[m] / page.dot) : 0;

// Who waits; hollow, those who would wait as well at the start's setting.
function drawQueue(pen, place, view) {
  const { night, was, m, colours } = view, waiting = waitingDots(view, night, m);
  for (let k = 0; k < waiting; k++) drawDot(pen, ...place.spot(k), place.r, colours.ink);
  const before = view.changed ? waitingDots(view, was, m) : 0;
  for (let k = waiting; k < before; k++) drawDot(pen, ...place.spot(k), place.r, colours.old, true);
}

// A seat for as many as any setting brings, and in front of each person whom they serve.
function drawPeople(pen, { seat, seats, each, tall, r }, { page, night, m, colours }) {
  const on = night.people[m], hand = page.open ? Math.round(night.in_hand[m] / page.dot) : 0;
  const serving = Math.max(on, Math.ceil(hand / CHATS)); // who is off duty may still finish
  for (let k = 0; k < Math.max(seats, serving); k++) {
    const [x, y] = seat(k);
    pen.lineWidth = 1.5;
    pen.strokeStyle = k < on ? colours.ink : colours.faint;
    pen.fillStyle = k < on ? colours.seat : colours.card;
    pen.setLineDash(k < on ? [] : [3, 4]);
    pen.beginPath();
    pen.roundRect(x + 2, y + 2, Math.max(each - 5, 1), Math.max(tall - 5, 1), 4);
    pen.fill();
    pen.stroke();
    pen.setLineDash([]);
    const mine = k < serving ? Math.floor(hand / serving) + (k < hand % serving ? 1 : 0) : 0;
    for (let i = 0; i < mine; i++) {
      drawDot(pen, x + each / 2 + (i - (mine - 1) / 2) * 2.4 * r, y + tall / 2, r, colours.good);
    }
  }
}

// How long the bar of each outcome is until now.
function lengths({ page, night, m }, w) {
  const length = (name) => sum(night[name], 0, m + 1) / Math.max(page.top.total, 1) * w;
  return { lost: length("lost"), kept: length("in_time"), late: length("late") };
}

// To the queue, and from it or from the people to what became of them.
function drawFlying(pen, place, view) {
  const { w, top, room, floor, left, wide, people, r } = place, { night, m, colours } = view;
  const waiting = waitingDots(view, night, m), { lost, kept, late } = lengths(view, w), middle = top + room / 2;
  for (const { way, age, by } of view.flying.length ? view.flying : posed(view)) {
    if (age < 0) continue;
    const t = age / FLIGHT, ease = t * (2 - t);
    if (way === "in") {
      const [x, y] = place.spot(waiting);
      drawDot(pen, ease * x, middle + (by - 0.5) * room * (1 - ease) + (y - middle) * ease, r, colours.soft);
    } else if (way === "lost") {
      const [x, y] = place.spot(Math.floor(by * Math.max(waiting, 1)));
      drawCross(pen, x + t ** 3 * (lost - x), y + t ** 2 * (floor - y), r, colours.bad);
    } else {
      const x = left + wide * by, y = top + people * ((by * 7) % 1), end = w - kept - (way === "late" ? late : 0);
      drawDot(pen, x + t ** 3 * (end - x), y + t ** 2 * (floor - y), r, way === "late" ? colours.late : colours.good);
    }
  }
}

function drawOutcome(pen, { w, floor, foot }, view) {
  const { colours } = view, { lost, kept, late } = lengths(view, w);
  const bars = [[colours.bad, 0, lost], [colours.good, w - kept, kept], [colours.late, w - kept - late, late]];
  for (const [colour, from, wide] of [[colours.track, 0, w], ...(view.page.open ? bars : [])]) {
    pen.fillStyle = colour;
    pen.fillRect(from, floor, wide, foot);
  }
}

function drawNames(pen, { size, tail, left, r }, { page, colours }, family) {
  pen.font = `600 ${size}px ${family}`;
  pen.fillStyle = colours.soft;
  const say = (text, x, align) => { pen.textAlign = align; pen.fillText(text, x, size * 1.1); };
  say(page.words.coming, 2, "left");
  if (page.open) say(page.words.queue, tail + r, "right");
  say(page.words.desks, left + 2, "left");
}

// Minutes since midnight on the wall; in the night in which clocks are changed they jump.
function wallClock(page, minute) {
  const m = Math.round(minute), { first, at, by } = page.clock;
  return first + m + (m >= at ? by : 0);
}

// The evening as a whole: asking and leaving, waiting, people, parcels. Gives what sets the line at a minute, and which
// minute lies at an x.
function drawTimeline(svg, view) {
  const { page, night, was, count, clock } = view, { words, minutes } = page;
  const width = Math.max(svg.clientWidth, 240), small = width < 480, size = clamp(width / 64, 12, 20);
  const left = 3.6 * size, right = 12, across = (m) => left + m / (minutes - 1) * (width - left - right);
  const minuteAt = (x) => clamp((x - left) / (width - left - right), 0, 1) * (minutes - 1);
  svg.replaceChildren();
  const rows = [["asking", 1.0], ...(page.open ? [["waiting", 1.0]] : []), ["people", 0.75], ...(page.open ? [["parcels", 0.65]] : [])];
  const tall = clamp(width / 15, 46, 96), high = size * 1.9;
  let y = size * 1.4, through = "";  // what stands across all panels leaves their titles free
  for (const [name, part] of rows) {
    const top = page.top[name] || 1, bottom = y + high + tall * part, up = (v) => bottom - clamp(v / top, 0, 1.02) * tall * part;
    draw("text", svg, { x: left, y: y + high - size * 0.5, class: "pb-stage-label", "font-size": size }, words[name === "asking" && !page.open ? "panel_asking_closed" : `panel_${name}`]);
    draw("line", svg, { x1: left, x2: width - right, y1: bottom, y2: bottom, class: "pb-stage-base" });
    draw("text", svg, { x: left - 6, y: up(top) + size * 0.8, class: "pb-stage-axis", "text-anchor": "end", "font-size": size * 0.9 }, count(top));
    if (name === "asking") {
      for (let m = 0; m + BIN <= minutes; m += BIN) {
        const x = across(m), wide = Math.max(across(m + BIN) - x - 1, 1);
        const bar = (n, kind) => draw("rect", svg, { x, width: wide, y: up(n), height: bottom - up(n), class: kind });
        bar(sum(night.came, m, m + BIN), "pb-stage-came");
        if (page.open) bar(sum(night.lost, m, m + BIN), "pb-stage-lost");
      }
    } else {
      const line = (list) => list.map((v, m) => `${m ? "L" : "M"}${across(m).toFixed(1)} ${up(v).toFixed(1)}`).join("");
      draw("path", svg, { d: `${line(night[name])}V${bottom}H${left}Z`, class: `pb-stage-area pb-stage-${name}` });
      draw("path", svg, { d: line(night[name]), class: "pb-stage-line" });
      if (view.changed) draw("path", svg, { d: line(was[name]), class: "pb-stage-old" });
    }
    y = bottom;
    through += `M0 ${bottom - tall * part}V${bottom}`;
  }
  const opens = across(page.opens);
  const upright = (kind, x) => draw("path", svg, { d: through, transform: `translate(${x})`, class: kind });
  upright("pb-stage-opens", opens);
  const step = small ? 120 : 60, foot = y + size * 1.4;
  for (let m = 0; m < minutes; m += 1) {
    if (wallClock(page, m) % step) continue;
    draw("text", svg, { x: across(m), y: foot, class: "pb-stage-axis", "font-size": size * 0.9,
      "text-anchor": m < 20 ? "start" : m > minutes - 30 ? "end" : "middle" }, clock(m));
  }
  draw("text", svg, { x: opens, y: size, class: "pb-stage-axis pb-stage-mine", "font-size": size * 0.9, "text-anchor": "middle" }, words.opens);
  const head = upright("pb-stage-now", across(view.m));
  svg.setAttribute("viewBox", `0 0 ${width} ${Math.ceil(foot + 6)}`);
  svg.style.height = `${Math.ceil(foot + 6)}px`;
  return { mark: (m) => head.setAttribute("transform", `translate(${across(m)})`), minuteAt };
}

// The share answered in time so far, between nought and all, with the reader's bet and the start's share.
function drawShare(svg, view, told, old) {
  const { page, percent } = view, { words, bet } = page, width = Math.max(svg.clientWidth, 240), size = clamp(width / 60, 13, 22);
  const x = (v) => 2 + v * (width - 4), top = size * 1.6, thick = size, foot = top + thick + size * 1.5;
  svg.replaceChildren();
  svg.setAttribute("viewBox", `0 0 ${width} ${foot + 6}`);
  svg.style.height = `${foot + 6}px`;
  const label = !page.open ? words.share_closed : view.m < page.opens ? words.share : words.share + words.colon + percent(told.share);
  svg.setAttribute("aria-label", label + (bet ? words.join + bet.text : ""));
  draw("text", svg, { x: 2, y: size, class: "pb-stage-label", "font-size": size }, label);
  draw("rect", svg, { x: x(0), y: top, width: width - 4, height: thick, rx: 3, class: "pb-stage-track" });
  if (page.open) {
    draw("rect", svg, { x: x(0), y: top, width: told.share * (width - 4), height: thick, rx: 3, class: "pb-stage-good" });
    if (view.changed) draw("line", svg, { x1: x(old.share), x2: x(old.share), y1: top - 4, y2: top + thick + 4, class: "pb-stage-old" });
  }
  const axis = (text, at, anchor, kind = "") =>
    draw("text", svg, { x: at, y: foot, class: `pb-stage-axis ${kind}`, "font-size": size * 0.9, "text-anchor": anchor }, text);
  axis(percent(0), x(0), "start");
  axis(percent(1), x(1), "end");
  if (!bet) return;
  const [low, high] = bet.range;
  draw("path", svg, { d: `M${x(low)} ${top - 5}V${top + thick + 5}H${x(high)}V${top - 5}`, class: "pb-stage-bet" });
  const room = 3.2 * size, middle = (x(low) + x(high)) / 2;
  const anchor = middle < width * 0.3 ? "start" : middle > width * 0.7 ? "end" : "middle";
  axis(bet.text, anchor === "start" ? Math.max(x(low), room) : anchor === "end" ? Math.min(x(high), width - room) : middle, anchor, "pb-stage-mine");
}

