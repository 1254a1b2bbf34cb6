// <form data-autosave="url">: what is typed is sent after a pause, and kept in this browser
// until it has arrived. The `.saved` line inside the form says how it stands.
// The form's `version` is that of the stored draft it was made from. Every answer brings the
// version that is stored now; a 409 with one means that another tab has saved meanwhile. Then
// nothing more is sent by itself: [data-compare] sends the form, to the page that shows both.
const PAUSE = 800;
const RETRY = 5000;
const busy = new Set();
const sending = new WeakSet(); // one save at a time: the next needs the version of the last

function say(form, state) {
  const line = form.querySelector("[data-saved]");
  if (!line) return;
  line.dataset.state = state;
  line.textContent = line.dataset[state] ?? "";
  if (state === "done" && "clock" in line.dataset) line.textContent += ` ${clock()}`;
}

// As "14:03", in the zone that the page names.
function clock() {
  const { lang, dataset } = document.documentElement;
  const shown = { timeStyle: "short", hourCycle: "h23", timeZone: dataset.zone || "UTC" }; // as all times of the page
  return new Intl.DateTimeFormat(lang || "en", shown).format();
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

const sentKey = (form) => `sent:${keyOf(form)}`;
const versionOf = (form) => form.elements.version?.value;

// Whether the page that was sent arrived: what is stored now has another version.
function arrived(form) {
  const sent = localStorage.getItem(sentKey(form));
  localStorage.removeItem(sentKey(form));
  return sent !== null && sent !== versionOf(form);
}

// What did not reach the server the last time goes back into the form.
function restore(form) {
  if (arrived(form)) localStorage.removeItem(keyOf(form));
  const kept = JSON.parse(localStorage.getItem(keyOf(form)) ?? "null");
  if (!kept) return;
  for (const [name, value] of kept) {
    // What was typed belongs to the draft that it was typed into, not to what is stored now.
    if (name === "version" && form.elements.version) form.elements.version.value = value;
    for (const field of form.querySelectorAll(`[name="${CSS.escape(name)}"]`)) {
      if (field.type === "radio" || field.type === "checkbox") field.checked ||= field.value === value;
      else if (field.type !== "hidden") field.value = value;
    }
  }
  schedule(form, 0);
}

function learn(form, version) {
  if (version !== null && form.elements.version) form.elements.version.value = version;
}

async function save(form) {
  if (sending.has(form)) {
    schedule(form, PAUSE);
    return;
  }
  sending.add(form);
  try {
    await send(form);
  } finally {
    sending.delete(form);
  }
}

// Signing in again in another tab changes the token that forms are sent with: the cookie has it.
const token = () => document.cookie.match(/(?:^|; )csrftoken=(\w+)/)?.[1];

function renew(form) {
  const field = form.elements.csrfmiddlewaretoken;
  if (field && token()) field.value = token();
}

async function send(form) {
  renew(form);
  const sent = form.dataset.typed;
  say(form, "saving");
  let isStored = false;
  let gone = ""; // sending again is no use: the draft is not the writer's, or not this one
  try {
    const response = await fetch(form.dataset.autosave, {
      method: "POST",
      body: new FormData(form),
      headers: { "X-Autosave": "1" },
      redirect: "error",
    });
    const version = response.headers.get("Draft-Version");
    isStored = response.ok;
    if (response.status === 404) gone = "lost";
    else if (response.status === 409) gone = version === null ? "lost" : "conflict";
    else learn(form, version);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error; // TypeError: the network, or a login page
  }
  if (gone) {
    say(form, gone);
    if (gone === "conflict") stop(form);
    return;
  }
  if (!isStored) {
    say(form, "failed");
    schedule(form, RETRY);
    return;
  }
  if (form.dataset.typed !== sent) {
    keep(form); // typed on meanwhile: with the new version; the next save is under way
    return;
  }
  localStorage.removeItem(keyOf(form));
  busy.delete(form);
  say(form, "done");
}

const conflicts = new WeakSet();
const timers = new WeakMap();

function stop(form) {
  conflicts.add(form);
  const button = form.querySelector("[data-compare]");
  if (button) button.hidden = false;
}

function schedule(form, delay) {
  busy.add(form);
  clearTimeout(timers.get(form));
  timers.set(form, setTimeout(save, delay, form));
}

document.addEventListener("input", (event) => {
  // A comment's fields stand elsewhere on the page and belong to the form all the same.
  const form = event.target.form ?? event.target.closest("form");
  if (!form?.dataset.autosave) return;
  form.dataset.typed = String(Number(form.dataset.typed ?? 0) + 1);
  keep(form);
  if (!conflicts.has(form)) schedule(form, PAUSE);
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  renew(form);
  clearTimeout(timers.get(form));
  busy.delete(form);
  // Kept until it is known to have arrived: the network may be away.
  if (form.dataset.autosave) localStorage.setItem(sentKey(form), versionOf(form) ?? "");
});

document.addEventListener("htmx:configRequest", (event) => {
  const { headers, parameters } = event.detail;
  if (!token()) return;
  headers["X-CSRFToken"] = token();
  if ("csrfmiddlewaretoken" in parameters) parameters.csrfmiddlewaretoken = token();
});

window.addEventListener("beforeunload", (event) => {
  if (busy.size) event.preventDefault();
});

document.querySelectorAll("form[data-autosave]").forEach(restore);
