// What only the wall does. The evening of the opening runs: what has not come yet is covered, and the numbers count along.
const still = matchMedia("(prefers-reduced-motion: reduce)");
const sum = (line, to) => line.slice(0, to).reduce((a, b) => a + b, 0);
let frame = 0;

// `began`: when it began, in seconds of this device's clock. May be called anew at any time.
export function run(began) {
  cancelAnimationFrame(frame);
  const pictures = [...document.querySelectorAll("svg[data-evening]")].map(read);
  const draw = () => {
    const passed = Date.now() / 1000 - began;
    const goes = pictures.filter((one) => one(still.matches ? Infinity : passed)).length;
    if (goes) frame = requestAnimationFrame(draw);
  };
  draw();
}

// A picture as a function of the seconds that have passed; it says whether there is more to come.
function read(svg) {
  const all = (query) => [...svg.querySelectorAll(query)], seconds = Number(svg.dataset.evening);
  const [clip] = all("clipPath rect"), [time] = all(".time");
  const panels = all(".panel").map((panel) => {
    const lines = Object.fromEntries(["came", "inTime", "waiting", "lost"].map((name) => [name, panel.dataset[name].split(" ").map(Number)]));
    const now = panel.querySelector(".now"), ground = panel.querySelector("[clip-path] rect");
    return { lines, now, ground, opens: Number(panel.dataset.opens), texts: [...panel.querySelectorAll(".counts")] };
  });
  const first = Number(svg.querySelector(".panel").dataset.first), length = panels[0].lines.came.length;
  for (const one of all(".counts")) one.dataset.end ??= one.textContent;

  const told = ({ lines, opens }, what, minute) => {
    if (what === "waiting") return lines.waiting[minute - 1] ?? 0;
    if (what === "lost") return sum(lines.lost, minute);
    const came = sum(lines.came, minute) - sum(lines.came, opens), kept = sum(lines.inTime, minute) - sum(lines.inTime, opens);
    return came > 0 ? Math.round(100 * kept / came) + "%" : "–";
  };
  return (passed) => {
    const part = Math.min(Math.max(passed / seconds, 0), 1), over = part === 1, minute = Math.floor(part * length);
    clip.setAttribute("width", part);
    for (const one of all(".found")) one.setAttribute("visibility", over ? "visible" : "hidden");
    time.setAttribute("visibility", over ? "hidden" : "visible");
    time.textContent = [Math.floor((first + minute) / 60) % 24, (first + minute) % 60].map((n) => String(n).padStart(2, "0")).join(":");
    for (const panel of panels) {
      const { x, width } = panel.ground.getBBox();
      panel.now.setAttribute("visibility", over ? "hidden" : "visible");
      for (const end of ["x1", "x2"]) panel.now.setAttribute(end, x + part * width);
      for (const one of panel.texts) {
        const text = over ? one.dataset.end : one.dataset.text.replace("#", told(panel, one.dataset.counts, minute).toLocaleString(svg.lang || svg.getAttribute("lang")));
        if (one.textContent !== text) one.textContent = text;
      }
    }
    return !over;
  };
}

// The arrow keys turn the panes.
addEventListener("keydown", (event) => {
  const by = { ArrowRight: 1, PageDown: 1, ArrowLeft: -1, PageUp: -1 }[event.key];
  const panes = [...document.querySelectorAll(".pane")];
  if (!by || panes.length < 2 || event.target.closest?.("input, select, .scroll")) return;
  event.preventDefault();
  const at = panes.findIndex((one) => one.offsetParent);
  location.hash = panes[(at + by + panes.length) % panes.length].id;
});
