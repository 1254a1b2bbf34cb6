// Copy buttons: `data-copy` copies the code beside it, or the element it names by selector.
function reveal(root = document) {
  for (const button of root.querySelectorAll("[data-copy][hidden]")) button.hidden = false;
}

function textFor(button) {
  const target = button.dataset.copy
    ? document.querySelector(button.dataset.copy)
    : button.parentElement;
  const lines = target.querySelectorAll("[data-code]");
  if (!lines.length) return target.value ?? target.textContent;
  return Array.from(lines, (line) => line.textContent).join("\n");
}

if (navigator.clipboard) {
  reveal();
  document.addEventListener("htmx:load", (event) => reveal(event.detail.elt));
}

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  await navigator.clipboard.writeText(textFor(button));
  const words = button.querySelector(".sr-only") ?? button;
  const before = words.textContent;
  words.textContent = button.dataset.copied ?? before;
  words.classList.remove("sr-only");
  setTimeout(() => {
    words.textContent = before;
    if (words !== button) words.classList.add("sr-only");
  }, 1500);
});
