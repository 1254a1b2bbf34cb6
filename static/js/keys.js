// `data-key="j"` on a link or button: the key presses it. Lists of [data-row] are walked with
// j and k, o opens. Nothing is listened to while one types.
const TYPING = "input, textarea, select, [contenteditable]";

function rows() {
  return Array.from(document.querySelectorAll("[data-row]"));
}

function walk(step) {
  const all = rows();
  if (!all.length) return;
  const at = all.findIndex((row) => "current" in row.dataset);
  const next = all[Math.min(all.length - 1, Math.max(0, at + step))];
  all.forEach((row) => delete row.dataset.current);
  next.dataset.current = "";
  next.querySelector("a, button")?.focus();
  next.scrollIntoView({ block: "nearest" });
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest?.(TYPING)) {
    if (event.key === "Escape") event.target.blur();
    return;
  }
  if (event.key === "j" || event.key === "k") walk(event.key === "j" ? 1 : -1);
  else if (event.key === "o") document.querySelector("[data-row][data-current] a")?.click();
  else {
    const current = document.querySelector("[data-row][data-current]");
    const selector = `[data-key="${CSS.escape(event.key)}"]`;
    const target = current?.querySelector(selector) ?? document.querySelector(selector);
    if (!target) return;
    target.focus();
    target.click();
  }
  event.preventDefault();
});
