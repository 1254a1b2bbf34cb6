// A picture of the notebook fills the window; Escape, Enter or a click brings it back.
function open(image) {
  const dialog = document.createElement("dialog");
  dialog.className = "zoom";
  const button = document.createElement("button");
  const large = new Image();
  large.src = image.src;
  large.alt = image.alt;
  large.classList.toggle("pixels", image.classList.contains("pixels"));
  button.append(large);
  button.addEventListener("click", () => dialog.close());
  dialog.addEventListener("close", () => {
    dialog.remove();
    image.focus();
  });
  dialog.append(button);
  document.body.append(dialog);
  dialog.showModal();
}

function prepare(root = document) {
  for (const image of root.querySelectorAll("img[data-zoom]")) {
    image.tabIndex = 0;
    image.role = "button";
  }
}

prepare();
document.addEventListener("htmx:load", (event) => prepare(event.detail.elt));
document.addEventListener("click", (event) => {
  if (event.target.matches("img[data-zoom]")) open(event.target);
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && event.target.matches("img[data-zoom]")) open(event.target);
});
