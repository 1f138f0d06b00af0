// Shows one of several things that were made before: the answer to a bet, a setting of the lever, a team.
(function () {
  "use strict";
  const all = (query) => [...document.querySelectorAll(query)];

  function show(name, at) {
    for (const one of all(`[data-of="${name}"]`)) { one.hidden = one.dataset.at !== String(at); }
    return document.querySelector(`[data-of="${name}"][data-at="${at}"]`);
  }

  for (const group of all("[data-shows]")) {
    const name = group.dataset.shows;
    const choose = () => {
      const chosen = group.querySelector("input:checked");
      show(name, chosen ? chosen.value : -1);
      for (const one of all(`[data-after="${name}"]`)) { one.hidden = !chosen; }
      for (const one of all(`[data-until="${name}"]`)) { one.hidden = Boolean(chosen); }
    };
    group.addEventListener("change", choose);
    choose();
  }

  for (const slider of all("[data-moves]")) {
    const move = () => {
      const shown = show(slider.dataset.moves, slider.value);
      slider.setAttribute("aria-valuetext", shown.dataset.value);
      document.querySelector(`output[for="${slider.id}"]`).textContent = shown.dataset.value;
    };
    slider.addEventListener("input", move);
    move();
  }
})();
