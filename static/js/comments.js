// [data-comment]: a comment form that is open in the review workspace. What is typed in it is
// kept in this browser, and sent along with the draft, until the comment is added or cancelled.
// After a reload, in another browser, or when the page comes back for another reason, the form is
// opened again and filled.
const draft = document.getElementById("draft");
const key = `comments:${draft?.dataset.autosave}`;

const kept = () => JSON.parse(localStorage.getItem(key) ?? "{}");

function keep(all) {
  if (Object.keys(all).length) localStorage.setItem(key, JSON.stringify(all));
  else localStorage.removeItem(key);
}

function forget(prefix) {
  keep({ ...kept(), [prefix]: { isGone: true, at: Date.now() } });
  draft.dispatchEvent(new Event("input", { bubbles: true })); // the server forgets it, too
}

// What this browser was killed over, or another one sent: the later words count.
function merge() {
  const sent = JSON.parse(document.getElementById("open-comments")?.textContent ?? "{}");
  const all = { ...sent };
  for (const [prefix, found] of Object.entries(kept())) {
    const isKnown = prefix in sent;
    if (found.isGone ? isKnown && found.at >= sent[prefix].at : !(sent[prefix]?.at > found.at)) all[prefix] = found;
  }
  keep(all);
  const isNew = Object.entries(all).some(([prefix, found]) => found.at !== sent[prefix]?.at);
  if (isNew) draft.dispatchEvent(new Event("input", { bubbles: true }));
}

// The comments of one file only: another file's cells have the same numbers.
const file = () => draft.elements.file.value;

function fields(form) {
  return [...draft.elements].filter((one) => form.contains(one) && one.type !== "hidden" && one.name);
}

function remember(form) {
  const { comment: prefix, cell, reopen } = form.dataset;
  const values = fields(form)
    .filter((one) => one.type !== "radio" || one.checked)
    .map((one) => [one.name, one.value]);
  const version = draft.elements[`${prefix}-version`]?.value;
  const entry = { cell, reopen, values, version, file: file(), at: Date.now() };
  keep({ ...kept(), [prefix]: entry });
}

// `isMoved`: the form was opened at other lines, which are not to be overwritten.
function fill(form, isMoved = false) {
  const found = kept()[form.dataset.comment];
  if (!found?.values || found.file !== file()) return;
  const values = new Map(found.values);
  for (const one of fields(form)) {
    if (isMoved && one.type === "number") continue;
    if (one.type === "radio") one.checked = values.get(one.name) === one.value;
    else if (values.has(one.name)) one.value = values.get(one.name);
  }
  // What was typed belongs to the version that its writer saw.
  const version = draft.elements[`${form.dataset.comment}-version`];
  if (version && found.version !== undefined) version.value = found.version;
}

async function restore() {
  for (const [prefix, found] of Object.entries(kept())) {
    if (found.isGone || found.file !== file()) continue;
    const cell = document.getElementById(found.cell);
    const form = document.querySelector(`[data-comment="${CSS.escape(prefix)}"]`);
    if (!form && cell) await htmx.ajax("GET", found.reopen, { source: cell, target: cell });
    const opened = form ?? document.querySelector(`[data-comment="${CSS.escape(prefix)}"]`);
    if (opened) fill(opened);
  }
}

if (draft) {
  document.addEventListener("input", (event) => {
    const form = event.target.closest("[data-comment]");
    if (form) remember(form);
  });
  // Opened again at other lines: what was typed moves along.
  document.addEventListener("htmx:load", (event) => {
    for (const form of event.detail.elt.querySelectorAll("[data-comment]")) {
      if (!form.querySelector("textarea").value) fill(form, true);
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-cancel]")) forget(event.target.closest("[data-comment]").dataset.comment);
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { requestConfig, successful } = event.detail;
    const { elt } = requestConfig; // the event's own is another, once the cell was replaced
    if (elt.name === "comment" && successful) forget(elt.value);
  });
  draft.addEventListener("formdata", (event) => {
    const open = Object.entries(kept()).filter(([, found]) => !found.isGone);
    event.formData.set("open_comments", JSON.stringify(Object.fromEntries(open)));
  });
  merge();
  restore();
}
