// Reads a figure out, point by point: the nearest one under the pointer, the next one by the arrow keys.
//
// Everything it says stands in the picture: unseen areas (data-say) with the places, names and texts of their points in
// the picture's units. Pointer: nearest point of the area under it. Keys on a figure that has the focus: left and right
// go from point to point, up and down from panel to panel, Home and End to the ends, Escape puts the read-out away.
// A figure that is drawn anew while it is read keeps focus and place.
function readOut() {
  if (window.playbookReadsOut) return;
  window.playbookReadsOut = true;
  const make = (tag, name) => Object.assign(document.createElement(tag), { className: name });
  const box = make("div", "pb-readout");
  const name = make("b", "");
  const text = make("span", "");
  const here = make("i", "pb-here");
  box.append(name, text);
  box.setAttribute("aria-hidden", "true");
  const said = make("div", "pb-said");
  said.setAttribute("role", "status");
  said.setAttribute("aria-live", "polite");
  let now = null; // { host, svg, panel, point, byKey }

  const panels = (svg) =>
    [...svg.querySelectorAll("[data-say]")].map((area) => {
      const { x, y, say, name: names, along } = area.dataset;
      const [xs, ys] = [x, y].map((list) => list.split(" ").map(Number));
      const named = names.split("\n");
      const edge = (key) => Number(area.getAttribute(key));
      const points = say.split("\n").map((one, i) => ({ x: xs[i], y: ys[i], name: named[i] ?? named[0], say: one }));
      return { points, along, left: edge("x"), top: edge("y"), width: edge("width"), height: edge("height") };
    });
  const scale = (svg) => svg.getBoundingClientRect().width / svg.viewBox.baseVal.width;

  const hide = () => {
    box.remove();
    here.remove();
    now = null;
  };
  const show = (svg, panel, point, byKey) => {
    const figure = svg.closest(".pb-figure");
    const all = panels(svg);
    const one = all[Math.min(panel, all.length - 1)];
    const i = Math.min(point, one.points.length - 1);
    const { x, y, name: called, say } = one.points[i];
    if (now && now.svg === svg && now.panel === panel && now.point === i && now.byKey === byKey) return;
    now = { host: figure.parentNode, svg, panel: all.indexOf(one), point: i, byKey };
    name.textContent = called;
    text.textContent = say;
    if (!figure.contains(box)) figure.append(here, box);
    const k = scale(svg);
    here.style.left = `${x * k}px`;
    here.style.top = `${y * k}px`;
    const room = figure.clientWidth - box.offsetWidth;
    box.style.left = `${Math.max(0, Math.min(x * k - box.offsetWidth / 2, room))}px`;
    const above = y * k - box.offsetHeight - 14;
    box.style.top = `${above < 0 ? y * k + 14 : above}px`;
    if (byKey) {
      if (!said.isConnected) document.body.append(said);
      said.textContent = `${called}: ${say}`;
    }
  };

  const under = (event) => event.target.closest && event.target.closest(".pb-figure svg[tabindex]");
  const pointed = (event) => {
    const svg = under(event);
    if (!svg) {
      if (now && !now.byKey) hide();
      return;
    }
    const frame = svg.getBoundingClientRect();
    const [x, y] = [event.clientX - frame.left, event.clientY - frame.top].map((place) => place / scale(svg));
    const inside = (one) => x >= one.left && x <= one.left + one.width && y >= one.top && y <= one.top + one.height;
    const all = panels(svg);
    const panel = all.findIndex(inside);
    if (panel < 0) {
      if (now && !now.byKey) hide();
      return;
    }
    const { points, along } = all[panel];
    const far = (point) => (along === "y" ? Math.abs(point.y - y) : Math.abs(point.x - x));
    const nearest = points.reduce((best, point, i) => (far(point) < far(points[best]) ? i : best), 0);
    show(svg, panel, nearest, false);
  };
  document.addEventListener("pointermove", pointed);
  document.addEventListener("pointerdown", pointed);

  document.addEventListener("keydown", (event) => {
    const svg = document.activeElement && document.activeElement.closest(".pb-figure svg[tabindex]");
    if (!svg || event.ctrlKey || event.altKey || event.metaKey) return;
    const all = panels(svg);
    const at = now && now.svg === svg ? now : null;
    const [panel, point] = at ? [at.panel, at.point] : [0, -1];
    const last = all[panel].points.length - 1;
    const steps = {
      ArrowRight: () => [panel, Math.min(point + 1, last)],
      ArrowLeft: () => [panel, at ? Math.max(point - 1, 0) : last],
      Home: () => [panel, 0],
      End: () => [panel, last],
      ArrowDown: () => (all.length > 1 ? [(panel + 1) % all.length, Math.max(point, 0)] : steps.ArrowRight()),
      ArrowUp: () => (all.length > 1 ? [(panel + all.length - 1) % all.length, Math.max(point, 0)] : steps.ArrowLeft()),
    };
    if (event.key === "Escape" && at) hide();
    else if (steps[event.key]) show(svg, ...steps[event.key](), true);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }, true);
  // Focus also goes when the figure is replaced, which is seen to below; so look again once that is done.
  document.addEventListener("focusout", () =>
    setTimeout(() => {
      if (now && now.byKey && document.activeElement !== now.svg) hide();
    }),
  );
  // A figure is drawn anew by replacing all of it, also while somebody reads it.
  new MutationObserver(() => {
    if (!now || now.svg.isConnected) return;
    const { host, panel, point, byKey } = now;
    const svg = [...host.querySelectorAll("svg[tabindex]")].find((one) => one.getBoundingClientRect().width > 0);
    hide();
    if (!svg) return;
    if (byKey) svg.focus({ preventScroll: true });
    show(svg, panel, point, byKey);
  }).observe(document.body, { childList: true, subtree: true });
}
