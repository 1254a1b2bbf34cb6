// What HTMX brings in: logs that follow their end, a broken connection said once, toasts
// that can be put away, and refusals that never replace a part of the page.
const words = document.body.dataset;
let offline = null;
let lost = null; // the login

function toast(text, tone) {
  const box = document.createElement("div");
  box.className = `toast toast--${tone}`;
  box.dataset.toast = "";
  const line = document.createElement("p");
  line.textContent = text;
  box.append(document.createElement("span"), line);
  document.getElementById("toasts").append(box);
  return box;
}

function mended() {
  offline?.remove();
  offline = null;
}

function broken() {
  offline ??= toast(words.offline, "warning");
}

document.addEventListener("htmx:sendError", broken);
document.addEventListener("htmx:timeout", broken);
document.addEventListener("htmx:afterOnLoad", mended);

document.addEventListener("htmx:beforeSwap", (event) => {
  const { xhr, requestConfig } = event.detail;
  if (xhr.status < 400) return;
  const retargeted = xhr.getResponseHeader("HX-Retarget");
  event.detail.shouldSwap = Boolean(retargeted) || xhr.status === 422;
  event.detail.isError = !event.detail.shouldSwap;
  if (event.detail.shouldSwap) return;
  if (requestConfig.verb === "get") broken(); // a poll: it asks again by itself
  else toast(words.refused, "error");
});

// A page that lost its login gets the login page as the answer to a poll: do not swap it in.
document.addEventListener("htmx:beforeOnLoad", (event) => {
  const { xhr } = event.detail;
  const isWholePage = /^\s*<!doctype html/i.test(xhr.responseText);
  if (xhr.status >= 400 || !isWholePage || event.detail.elt.hasAttribute("hx-boost")) return;
  event.preventDefault();
  lost ??= toast(words.refused, "error");
});

// A log that is exchanged while it grows stays where its reader was: at the end, or higher up.
// What was unfolded in an exchanged part stays unfolded.
const followed = new Map(); // by the log's id: {follows, top}
const unfolded = new Set(); // ids of the nearest element around an open <details>

function switchOf(log) {
  return log.closest(".log")?.querySelector("[data-follow-switch] input");
}

function settle(log) {
  const before = followed.get(log.id);
  const follow = switchOf(log);
  if (before && follow) follow.checked = before.follows;
  log.scrollTop = (follow?.checked ?? true) ? log.scrollHeight : (before?.top ?? 0);
}

// What was appended to a log comes after htmx:oobBeforeSwap and brings no new element.
const LONGEST_LOG = 60_000; // characters; a log that runs for hours loses its beginning
const KEPT_LOG = 40_000;

function appended(log) {
  if (!log.matches?.("[data-follow]")) return;
  const text = log.textContent;
  if (text.length > LONGEST_LOG) {
    log.textContent = text.slice(text.indexOf("\n", text.length - KEPT_LOG) + 1);
  }
  settle(log);
}

// A page in the background does not ask, and asks at once when somebody comes back to it. How often it
// asks is the server's word, in each answer: see projects/queries/change_token.py.
document.addEventListener("htmx:beforeRequest", (event) => {
  if (event.detail.elt.id === "watch" && document.hidden) event.preventDefault();
});

document.addEventListener("visibilitychange", () => {
  const watch = document.getElementById("watch");
  if (watch && !document.hidden) htmx.trigger(watch, "shown");
});

function remember() {
  for (const log of document.querySelectorAll("[data-follow]")) {
    followed.set(log.id, { follows: switchOf(log)?.checked ?? true, top: log.scrollTop });
  }
  unfolded.clear();
  for (const details of document.querySelectorAll("main details[open]")) {
    unfolded.add(details.closest("[id]").id);
  }
}

function prepare(root = document) {
  for (const log of root.querySelectorAll("[data-follow]")) {
    log.closest(".log")?.querySelector("[data-follow-switch]")?.removeAttribute("hidden");
    settle(log);
  }
  for (const details of root.querySelectorAll("details")) {
    if (unfolded.has(details.closest("[id]")?.id)) details.open = true;
  }
  for (const button of root.querySelectorAll("[data-dismiss-toast][hidden]")) button.hidden = false;
}

document.addEventListener("htmx:oobBeforeSwap", remember);
document.addEventListener("htmx:beforeSwap", remember);
document.addEventListener("htmx:oobAfterSwap", (event) => appended(event.detail.target));
prepare();
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));

document.addEventListener("click", (event) => {
  event.target.closest("[data-dismiss-toast]")?.closest("[data-toast]").remove();
});
