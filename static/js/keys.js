// `data-key="j"` on a link or button: the key presses it; with `data-only-focus` it only goes
// there. Lists of [data-row] are walked with j and k (or by buttons [data-walk-rows]), o opens; in a list
// with `data-numbered` a digit goes to the row of that number.
// Nothing is listened to while one types, or while a dialog is open.
const TYPING = 'input:not([type="radio"], [type="checkbox"]), textarea, select, [contenteditable]';

function rows() {
  return Array.from(document.querySelectorAll("[data-row]"));
}

const isInSight = (row) => {
  const { top, bottom } = row.getBoundingClientRect();
  return bottom > 0 && top < window.innerHeight;
};

// From the current row, or, once that was scrolled out of sight, from the first that is in sight. In a
// list where none is current, k begins at the end.
function walk(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => "current" in row.dataset);
  const first = all.findIndex((row) => row.getBoundingClientRect().top >= 0 && isInSight(row));
  const goesOn = first === -1 || (at !== -1 && isInSight(all[at]));
  const beginsAtEnd = at === -1 && step < 0 && all[0].matches("li");
  const there = goesOn ? Math.min(all.length - 1, Math.max(0, at + step)) : first;
  reach(beginsAtEnd ? all.at(-1) : all[there]);
}

function reach(next) {
  rows().forEach((row) => delete row.dataset.current);
  next.dataset.current = "";
  next.querySelector("a, button")?.focus({ preventScroll: true });
  next.scrollIntoView({ block: next.offsetHeight > window.innerHeight * 0.8 ? "start" : "nearest" });
}

function pressed(key) {
  const selector = `[data-key="${CSS.escape(key)}"]:not([hidden])`;
  const current = document.querySelector("[data-row][data-current]");
  return current?.querySelector(selector) ?? document.querySelector(selector);
}

document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) {
    event.target.closest?.("[data-comment]")?.querySelector("[name=comment]")?.click();
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (document.querySelector("dialog[open]")) return;
  if (event.target.closest?.(TYPING)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  const numbered = /^[1-9]$/.test(event.key) && document.querySelector(`[data-numbered] > [data-row]:nth-child(${event.key})`);
  if (numbered) reach(numbered);
  else if (event.key === "j" || event.key === "k") walk(event.key === "j" ? 1 : -1);
  else if (event.key === "o") document.querySelector("[data-row][data-current] a")?.click();
  else {
    const target = pressed(event.key);
    if (!target) return;
    target.focus();
    if (!("onlyFocus" in target.dataset)) target.click();
  }
  event.preventDefault();
});

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-walk-rows]");
  if (button) walk(Number(button.dataset.walkRows));
});
