(function () {
  "use strict";
  // The token has done its work once the cookie is set; it has no place in the address bar or in a bookmark.
  const address = new URL(window.location.href);
  if (address.searchParams.has("token")) {
    address.searchParams.delete("token");
    window.history.replaceState(null, "", address.pathname + address.search + address.hash);
  }

  // On a phone the parts are one row that scrolls: the part that is open is to be seen in it.
  const parts = document.querySelector(".pb-parts"), here = parts && parts.querySelector("[aria-current]");
  if (here) { parts.scrollLeft = here.offsetLeft - parts.offsetLeft - 16; }

  const progress = document.getElementById("pb-progress");
  const bar = progress.querySelector("progress");
  const outputs = 'script[type="application/vnd.voila.cell-output+json"]';
  let finished = false, watching = 0;

  // Called by the page while the server runs the cells: what cell `number` shows goes where its words stand.
  window.playbookPlace = function (number, count) {
    const made = document.querySelector("#rendered_cells .pb-made:last-of-type");
    const place = document.getElementById("pb-place-" + number);
    if (made && place) { place.replaceWith(made); }
    bar.value = (100 * number) / (count + 1);
  };
  window.playbookBroken = function () { progress.hidden = true; };
  // Called by voila.js.
  window.voila_heartbeat = window.voila_process = function () {};
  window.voila_finish = function () { finished = true; };
  window.update_loading_text = window.voila_process;
  window.display_cells = window.voila_finish;

  // The page is usable when every output has been handed to its renderer. voila.js moves the text into a panel of its
  // own meanwhile, which takes the focus away: it goes back to where it was.
  let focused = null;
  document.addEventListener("focusin", function (event) { focused = event.target; });
  const settle = window.setInterval(function () {
    if (!finished || document.querySelector(outputs)) { return; }
    window.clearInterval(settle);
    progress.hidden = true;
    if (focused && focused.isConnected && document.activeElement === document.body) {
      focused.focus({ preventScroll: true });
    }
    document.body.dataset.ready = "true";
    watching = window.setInterval(watch, 5000);
    document.addEventListener("visibilitychange", function () { if (!document.hidden) { watch(); } });
  }, 50);

  // While the model is being prepared for the first time, until the server says that it is done. Every start takes a
  // few seconds of it, of which nobody need hear.
  const preparing = document.getElementById("pb-preparing");
  async function asked() {
    try {
      const answer = await fetch(preparing.dataset.ask, { cache: "no-store" });
      if (answer.ok && (await answer.json()).preparing) {
        preparing.hidden = false;
        window.setTimeout(asked, 2000);
        return;
      }
    } catch (error) { /* the server has gone: watch() says so */ }
    preparing.hidden = true;
  }
  if (preparing.dataset.ask) { window.setTimeout(asked, 5000); }

  // Large type for a room: by the button, by the key P outside of text fields, or by ?projector=1; kept for this tab.
  const projector = document.getElementById("pb-projector");
  function project(on) {
    document.documentElement.classList.toggle("pb-projected", on);
    projector.setAttribute("aria-pressed", String(on));
    projector.title = on ? projector.dataset.off : projector.dataset.on;
    try { window.sessionStorage.setItem("pb-projector", on ? "1" : ""); } catch (error) { /* not kept */ }
    window.dispatchEvent(new Event("resize"));
  }
  let wanted = address.searchParams.get("projector");
  try { wanted = wanted === null ? window.sessionStorage.getItem("pb-projector") : wanted; } catch (error) { /* no */ }
  project(wanted === "1");
  const toggled = function () { project(!document.documentElement.classList.contains("pb-projected")); };
  projector.addEventListener("click", toggled);
  document.addEventListener("keydown", function (event) {
    const typing = event.target.closest && event.target.closest("input:not([type=range], [type=radio], [type=checkbox])," +
      "textarea, select, [contenteditable=true]");
    if (event.key.toLowerCase() === "p" && !event.ctrlKey && !event.metaKey && !event.altKey && !typing) { toggled(); }
  });

  // Says so when what stands behind the page has gone: a page whose kernel was put to sleep looks alive but is not.
  async function watch() {
    if (document.hidden) { return; }
    const config = JSON.parse(document.getElementById("jupyter-config-data").textContent);
    const gone = document.getElementById("pb-gone");
    let state = "";
    try {
      const answer = await fetch(config.baseUrl + "api/kernels/" + config.kernelId, { cache: "no-store" });
      if (!answer.ok) { state = answer.status === 404 ? "asleep" : "stopped"; }
    } catch (error) {
      state = "stopped";
    }
    if (state === "asleep") { window.clearInterval(watching); }  // it does not come back
    gone.hidden = state === "";
    gone.querySelector("span").textContent = state ? gone.dataset[state] : "";
    gone.querySelector("button").hidden = state !== "asleep";
  }
  document.querySelector("#pb-gone button").addEventListener("click", function () { window.location.reload(); });
  window.playbookWatch = watch;
})();
