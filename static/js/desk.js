// The review workspace by keyboard: criteria [data-criterion] are judged with 1 and 2 and walked with
// n, p and u, a judges and goes on; lines of the current cell with J and K, v begins a range, c comments on it. The verdict's
// bar follows what is chosen. All of it has a control on the page; keys.js presses those.
const TYPING = 'input:not([type="radio"], [type="checkbox"]), textarea, select';
const all = (selector, root = document) => Array.from(root.querySelectorAll(selector));
const draft = document.getElementById("draft");

// Criteria
const criteria = () => all("[data-criterion]");
const chosen = (criterion) => criterion.querySelector("input[type=radio]:checked")?.value;
const wordsOf = (criterion) => criterion.querySelector("textarea");
const fold = (criterion) => criterion.querySelector("details");
const current = () => document.querySelector("[data-criterion][data-current]");

function isUndecided(criterion) {
  const value = chosen(criterion);
  return !value || (value === "changes" && !wordsOf(criterion).value.trim());
}

function mark(criterion) {
  for (const one of criteria()) delete one.dataset.current;
  criterion.dataset.current = "";
}

function go(criterion) {
  const left = current();
  if (left && left !== criterion && chosen(left) === "meets" && left.dataset.machine !== "failed") {
    fold(left).open = false;
  }
  mark(criterion);
  fold(criterion).open = true;
  criterion.querySelector("summary").focus({ preventScroll: true });
  criterion.scrollIntoView({ block: "nearest" });
}

function walk(step) {
  const rows = criteria();
  const at = rows.indexOf(current());
  const next = rows[Math.min(rows.length - 1, Math.max(0, at + step))];
  if (next) go(next);
}

// The next one after the current that needs something, round the end; else to publishing.
function nextUndecided() {
  const rows = criteria();
  const at = rows.indexOf(current());
  const here = current();
  const order = [...rows.slice(at + 1), ...rows.slice(0, at + 1)];
  const first = here && !visited.has(here) ? [here, ...order] : order;
  const next = first.find(isUndecided);
  if (next) go(next);
  else document.querySelector("[data-verdict].btn--primary")?.focus();
}

const visited = new WeakSet(); // criteria that a key or a click has led to

function judge(value) {
  const criterion = current();
  const radio = criterion?.querySelector(`input[type=radio][value="${value}"]`);
  if (!radio) return false;
  visited.add(criterion);
  fold(criterion).open = true;
  radio.focus();
  radio.click();
  if (isUndecided(criterion)) wordsOf(criterion).focus();
  return true;
}

// A criterion's state follows what is chosen for it, to the eye and to who hears its name.
function tell(criterion) {
  const radio = criterion.querySelector("input[type=radio]:checked");
  if (!radio) return;
  const word = criterion.querySelector(".outcome__word");
  const mark = criterion.querySelector(".outcome__mark use");
  criterion.dataset.outcome = radio.value;
  word.textContent = radio.labels[0].firstElementChild.nextSibling.textContent.trim();
  word.classList.remove("sr-only");
  mark.setAttribute("href", mark.getAttribute("href").replace(/#.*/, radio.value === "meets" ? "#check" : "#cross"));
}

// The verdict's bar
function follow() {
  const values = criteria().map(chosen);
  document.querySelector("[data-judged]").textContent = String(values.filter(Boolean).length);
  const fits = values.includes("changes") ? "changes" : "meets";
  for (const button of all("[data-verdict]")) {
    const isFit = button.dataset.verdict === fits;
    button.classList.toggle("btn--primary", isFit);
    if (isFit) button.dataset.key = "P";
    else delete button.dataset.key;
  }
}

function fill(button) {
  const passed = criteria().filter((one) => one.dataset.machine === "passed" && !chosen(one));
  for (const criterion of passed) {
    criterion.querySelector('input[value="meets"]').checked = true;
    tell(criterion);
    fold(criterion).open = false;
  }
  button.hidden = true;
  follow();
  draft.dispatchEvent(new Event("input", { bubbles: true }));
}

// Lines of the current cell
const cell = () => document.querySelector("[data-row][data-current]");
let line = null; // the one that the keys are at
let start = null; // the other end of a range

function between(one, other) {
  const lines = all(".line", one.closest(".cell"));
  const [a, b] = [lines.indexOf(one), lines.indexOf(other)].sort((x, y) => x - y);
  return lines.slice(a, b + 1);
}

// From the line that the keys are at; else J begins at the first line in sight, K at the last.
function step(by) {
  const lines = all(".line", cell() ?? document.createElement("div"));
  if (!lines.length) return false;
  const at = lines.indexOf(line);
  const head = document.querySelector(".desk__head").getBoundingClientRect().bottom;
  const first = Math.max(0, lines.findIndex((one) => one.getBoundingClientRect().top >= head));
  const from = by > 0 ? first - 1 : lines.length;
  line = lines[Math.min(lines.length - 1, Math.max(0, (at === -1 ? from : at) + by))];
  if (!lines.includes(start)) start = null;
  show();
  return true;
}

function show() {
  for (const one of all("[data-at]")) delete one.dataset.at;
  for (const one of between(start ?? line, line)) one.dataset.at = "";
  line.scrollIntoView({ block: "nearest" });
}

// `to` is a line of the same cell as `from`; both have links that open a form.
function commentOn(from, to) {
  const range = between(from, to);
  const link = range[0].querySelector("[hx-get]");
  if (!link) return false;
  const last = range.at(-1).querySelector("[hx-get]").dataset.n;
  const end = range.length > 1 ? `-${last}` : "";
  const target = from.closest(".cell");
  line = start = null;
  htmx.ajax("GET", link.getAttribute("hx-get") + end, { source: link, target });
  return true;
}

// The first output of the current cell, or the next while a form stands open on one.
function commentOnOutput() {
  const here = cell();
  const links = here ? all(".output__comment[hx-get]", here) : [];
  if (!links.length) return false;
  const at = Number(here.querySelector("[data-comment] [name$=-output]")?.value || 0);
  links[at % links.length].click();
  return true;
}

const keys = {
  1: () => judge("meets"),
  2: () => judge("changes"),
  a: () => {
    if (!judge("meets")) return false;
    nextUndecided();
    return true;
  },
  w: () => {
    const criterion = current();
    if (!criterion) return false;
    fold(criterion).open = true;
    wordsOf(criterion)?.focus();
    return true;
  },
  O: commentOnOutput,
  g: () => {
    draft?.elements.general.focus();
    return Boolean(draft);
  },
  J: () => step(1),
  K: () => step(-1),
  v: () => {
    if (!line?.isConnected) return false;
    start = line;
    show();
    return true;
  },
  c: () => (line?.isConnected && line.closest(".cell") === cell() ? commentOn(start ?? line, line) : false),
};

// Before keys.js, which presses the cell's own link on "c".
document.addEventListener(
  "keydown",
  (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    if (event.target.closest?.(TYPING) || document.querySelector("dialog[open]")) return;
    if (!keys[event.key]?.()) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  },
  true,
);

// Links into the notebook and the rubric stay on the page when their place is on it.
function reach(link) {
  const place = document.getElementById(link.hash.slice(1));
  if (!place) return false;
  for (let part = place; part; part = part.parentElement) {
    if (part.matches("details")) part.open = true;
  }
  if (place.matches("[data-criterion]")) go(place);
  link.closest("[data-menu]")?.removeAttribute("open");
  location.hash = link.hash;
  place.scrollIntoView({ block: "center" });
  goOnFrom(place);
  return true;
}

// The keys are now at the cell that a link led to, and at its line: j goes on from there, c comments.
function goOnFrom(place) {
  const row = place.closest("[data-row]");
  if (!row) return;
  row.querySelector("a").focus({ preventScroll: true });
  if (!place.matches(".line")) return;
  line = place;
  start = null;
  show();
}

document.addEventListener(
  "click",
  (event) => {
    const target = event.target;
    const link = target.closest("[data-place]");
    const number = target.closest(".line__no[hx-get]");
    const other = number && openLine(number.closest(".cell"));
    if (link) {
      if (!reach(link)) return;
    } else if (number && event.shiftKey && other) {
      event.stopPropagation();
      commentOn(other, number.closest(".line"));
    } else if (target.closest("[data-undecided]")) nextUndecided();
    else if (target.closest("[data-fill]")) fill(target.closest("[data-fill]"));
    else if (target.closest("[data-walk]")) walk(Number(target.closest("[data-walk]").dataset.walk));
    else if (target.closest("[data-opens]")) document.getElementById(target.closest("[data-opens]").dataset.opens).showModal();
    else return;
    event.preventDefault();
  },
  true,
);

// The line that a range with Shift begins at: of the form that is open in the cell, or of the keys.
function openLine(place) {
  const number = place.querySelector("[data-comment] [name$=-line]")?.value;
  const lines = all(".line", place);
  return number ? lines[number - 1] : lines.includes(line) ? line : null;
}

// A cell that was exchanged is still the one that the keys are at, and stays where it was in the window.
// Without that the browser holds on to the cell below, and what was just written is out of sight.
const root = document.documentElement;
let at = "";
let top = 0;
document.addEventListener("htmx:beforeSwap", (event) => {
  at = cell()?.id ?? at;
  if (event.detail.target.id !== at) return;
  top = event.detail.target.getBoundingClientRect().top;
  root.dataset.exchanging = "";
});
document.addEventListener("htmx:load", (event) => {
  const loaded = event.detail.elt;
  if (loaded.id !== at || !loaded.matches?.("[data-row]")) return;
  loaded.dataset.current = "";
  if (!loaded.querySelector("[data-comment]")) {
    scrollBy({ top: loaded.getBoundingClientRect().top - top, behavior: "instant" });
    loaded.querySelector("a").focus({ preventScroll: true });
  }
  requestAnimationFrame(() => requestAnimationFrame(() => delete root.dataset.exchanging));
});

document.addEventListener("focusin", (event) => {
  const row = event.target.closest("[data-row]");
  if (row) {
    for (const one of all("[data-row][data-current]")) delete one.dataset.current;
    row.dataset.current = "";
  }
  const criterion = event.target.closest("[data-criterion]");
  if (!criterion) return;
  visited.add(criterion);
  mark(criterion);
});

if (draft) {
  document.addEventListener("change", (event) => {
    const criterion = event.target.closest("[data-criterion]");
    if (!criterion) return;
    if (event.target.matches("[type=radio]")) tell(criterion);
    follow();
  });
  follow();
}
for (const control of all("[data-walk], [data-opens], [data-walk-rows]")) control.hidden = false;
const first = document.activeElement?.closest("[data-criterion]") ?? (draft ? criteria().find(isUndecided) : null) ?? criteria()[0];
if (first) mark(first);
// What a refusal has put in focus: the rubric is scrolled to it once all of it has its place.
if (document.activeElement?.closest("[data-criterion]")) {
  requestAnimationFrame(() => document.activeElement.scrollIntoView({ block: "center" }));
}
