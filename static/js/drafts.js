// <form data-autosave="url">: what is typed is sent after a pause, and kept in this browser
// until it has arrived. The `.saved` line inside the form says how it stands.
const PAUSE = 800;
const RETRY = 5000;
const busy = new Set();

function say(form, state) {
  const line = form.querySelector("[data-saved]");
  if (!line) return;
  line.dataset.state = state;
  line.textContent = line.dataset[state] ?? "";
  if (state === "done" && "clock" in line.dataset) line.textContent += ` ${clock()}`;
}

// The reader's own time: "12:03".
function clock() {
  return new Date().toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });
}

function keyOf(form) {
  return `draft:${form.dataset.autosave}:${form.id}`;
}

function keep(form) {
  const fields = [...new FormData(form)].filter(
    ([name, value]) => name !== "csrfmiddlewaretoken" && typeof value === "string",
  );
  localStorage.setItem(keyOf(form), JSON.stringify(fields));
}

// What did not reach the server the last time goes back into the form.
function restore(form) {
  const kept = JSON.parse(localStorage.getItem(keyOf(form)) ?? "null");
  if (!kept) return;
  for (const [name, value] of kept) {
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
      else if (field.type !== "hidden") field.value = value;
    }
  }
  schedule(form, 0);
}

async function save(form) {
  const sent = form.dataset.typed;
  say(form, "saving");
  let arrived = false;
  let gone = false; // the draft is not the writer's any more: sending again is no use
  try {
    const response = await fetch(form.dataset.autosave, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Autosave": "1" },
      redirect: "error",
    });
    arrived = response.ok;
    gone = response.status === 409 || response.status === 404;
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // TypeError: the network, or a login page
  }
  if (gone) {
    say(form, "lost");
    return;
  }
  if (!arrived) {
    say(form, "failed");
    schedule(form, RETRY);
    return;
  }
  if (form.dataset.typed !== sent) return; // typed on meanwhile: the next save is under way
  localStorage.removeItem(keyOf(form));
  busy.delete(form);
  say(form, "done");
}

const timers = new WeakMap();

function schedule(form, delay) {
  busy.add(form);
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(save, delay, form));
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-autosave]");
  if (!form) return;
  form.dataset.typed = String(Number(form.dataset.typed ?? 0) + 1);
  keep(form);
  schedule(form, PAUSE);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  clearTimeout(timers.get(form));
  busy.delete(form);
  if (form.dataset.autosave) localStorage.removeItem(keyOf(form));
});

window.addEventListener("beforeunload", (event) => {
  if (busy.size) event.preventDefault();
});

document.querySelectorAll("form[data-autosave]").forEach(restore);
