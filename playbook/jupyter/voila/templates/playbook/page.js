(function () {
  "use strict";
  // The token has done its work once the cookie is set; it has no place in the address bar or in a bookmark.
  const address = new URL(window.location.href);
  if (address.searchParams.has("token")) {
    address.searchParams.delete("token");
    window.history.replaceState(null, "", address.pathname + address.search + address.hash);
  }

  const progress = document.getElementById("pb-progress");
  const bar = progress.querySelector("progress");
  const outputs = 'script[type="application/vnd.voila.cell-output+json"]';
  let finished = false;

  // Called by the server's page while it runs the cells, and by voila.js.
  window.voila_heartbeat = function () {};
  window.voila_process = function (done, count) { bar.value = (100 * done) / (count + 1); };
  window.voila_finish = function () { finished = true; };
  window.update_loading_text = window.voila_process;
  window.display_cells = window.voila_finish;

  // The page is usable when every output has been handed to its renderer.
  const settle = window.setInterval(function () {
    if (!finished || document.querySelector(outputs)) { return; }
    window.clearInterval(settle);
    progress.hidden = true;
    document.body.dataset.ready = "true";
    window.setInterval(watch, 20000);
    document.addEventListener("visibilitychange", function () { if (!document.hidden) { watch(); } });
  }, 100);

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
    gone.hidden = state === "";
    gone.querySelector("span").textContent = state ? gone.dataset[state] : "";
    gone.querySelector("button").hidden = state !== "asleep";
  }
  document.querySelector("#pb-gone button").addEventListener("click", function () { window.location.reload(); });
  window.playbookWatch = watch;
})();
