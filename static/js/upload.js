// <form data-upload> with [data-drop] inside: files may be dropped, are listed with their
// sizes, and a bar shows how far they have got. Without script it is a plain form.
const MEGABYTE = 1024 * 1024;

function sizeOf(bytes) {
  const [amount, unit] =
    bytes < 1024 ? [bytes, "byte"] : bytes < MEGABYTE ? [bytes / 1024, "kilobyte"] : [bytes / MEGABYTE, "megabyte"];
  return new Intl.NumberFormat(document.documentElement.lang, {
    style: "unit",
    unit,
    maximumFractionDigits: amount < 10 && unit !== "byte" ? 1 : 0,
  }).format(amount);
}

function list(zone, input) {
  const rows = Array.from(input.files, (file) => {
    const row = document.createElement("li");
    for (const words of [file.name, sizeOf(file.size)]) {
      const part = document.createElement("span");
      part.textContent = words;
      row.append(part);
    }
    return row;
  });
  zone.querySelector("[data-drop-files]").replaceChildren(...rows);
  const total = Array.from(input.files).reduce((sum, file) => sum + file.size, 0);
  const tooLarge = total > Number(zone.dataset.maxMb || Infinity) * MEGABYTE;
  const error = zone.querySelector("[data-drop-error]");
  error.textContent = tooLarge ? zone.dataset.tooLarge : "";
  error.hidden = !tooLarge;
  input.setCustomValidity(tooLarge ? zone.dataset.tooLarge : "");
}

function prepareZone(zone) {
  const input = zone.querySelector("input[type=file]");
  zone.querySelector("[data-drop-words]").hidden = false;
  input.addEventListener("change", () => list(zone, input));
  for (const kind of ["dragenter", "dragover"]) {
    zone.addEventListener(kind, (event) => {
      event.preventDefault();
      zone.dataset.over = "";
    });
  }
  for (const kind of ["dragleave", "drop"]) {
    zone.addEventListener(kind, () => delete zone.dataset.over);
  }
  zone.addEventListener("drop", (event) => {
    event.preventDefault();
    const files = new DataTransfer();
    const dropped = Array.from(event.dataTransfer.files);
    for (const file of input.multiple ? dropped : dropped.slice(0, 1)) files.items.add(file);
    input.files = files.files;
    list(zone, input);
  });
}

// A browser does not send a file that was saved anew after it was chosen, nor a folder.
async function areReadable(files) {
  const firstBytes = Array.from(files, (file) => file.slice(0, 1).arrayBuffer());
  return Promise.all(firstBytes).then(
    () => true,
    () => false,
  );
}

function askAgain(zone, input) {
  input.value = "";
  list(zone, input);
  const error = zone.querySelector("[data-drop-error]");
  error.textContent = zone.dataset.unreadable;
  error.hidden = false;
  input.focus();
}

async function send(form, submitter) {
  const progress = form.querySelector("[data-upload-progress]");
  const bar = progress.querySelector("progress");
  const words = progress.querySelector("[data-upload-words]");
  const request = new XMLHttpRequest();
  const buttons = form.querySelectorAll("button");
  const settle = (busy) => buttons.forEach((button) => (button.disabled = busy));
  request.open("POST", form.action);
  request.responseType = "text";
  request.upload.addEventListener("progress", (event) => {
    bar.value = (100 * event.loaded) / event.total;
    words.textContent = `${words.dataset.sending} ${sizeOf(event.loaded)} / ${sizeOf(event.total)}`;
  });
  request.upload.addEventListener("load", () => {
    bar.removeAttribute("value");
    words.textContent = words.dataset.reading;
  });
  request.addEventListener("error", () => {
    words.textContent = words.dataset.failed;
    bar.value = 0;
    settle(false);
  });
  request.addEventListener("load", () => arrive(request, form));
  const body = new FormData(form, submitter);
  settle(true);
  const zone = form.querySelector("[data-drop]");
  const input = zone.querySelector("input[type=file]");
  if (!(await areReadable(input.files))) {
    settle(false);
    askAgain(zone, input);
    return;
  }
  progress.hidden = false;
  request.send(body);
}

// Accepted: the browser followed the redirect, so go there. Refused: the same page with the
// errors beside the fields; only the form is exchanged, so the chosen files stay chosen.
function arrive(request, form) {
  if (request.status < 400 && request.responseURL !== form.action.split("#")[0]) {
    window.location.assign(request.responseURL);
    return;
  }
  const page = new DOMParser().parseFromString(request.responseText, "text/html");
  const fresh = form.id && page.getElementById(form.id);
  if (!fresh) {
    document.querySelector("main").replaceWith(document.adoptNode(page.querySelector("main")));
    return;
  }
  const chosen = form.querySelector("input[type=file]").files;
  const adopted = document.adoptNode(fresh);
  form.replaceWith(adopted);
  prepareForm(adopted);
  const input = adopted.querySelector("input[type=file]");
  input.files = chosen;
  list(adopted.querySelector("[data-drop]"), input);
  const firstError = adopted.querySelector('[aria-invalid="true"], .field__error:not([hidden])');
  firstError?.scrollIntoView({ block: "center" });
  if (firstError?.matches("input, textarea, select")) firstError.focus();
}

function prepareForm(form) {
  form.querySelectorAll("[data-drop]").forEach(prepareZone);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    send(form, event.submitter);
  });
}

document.querySelectorAll("form[data-upload]").forEach(prepareForm);
