// `data-confirm="words"`: the first press asks, in the button itself; the second one does it.
// Without script the form simply goes; verbs that matter can be undone or are refused.
const PATIENCE = 5000;

document.addEventListener(
  "click",
  (event) => {
    const button = event.target.closest("button[data-confirm]");
    if (!button || "armed" in button.dataset) return;
    event.preventDefault();
    event.stopPropagation();
    const label = button.querySelector("span") ?? button;
    const before = label.textContent;
    label.textContent = button.dataset.confirm;
    button.dataset.armed = "";
    const disarm = () => {
      label.textContent = before;
      delete button.dataset.armed;
    };
    setTimeout(disarm, PATIENCE);
    button.addEventListener("blur", disarm, { once: true });
  },
  true,
);
