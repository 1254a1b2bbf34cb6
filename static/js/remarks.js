// The palette of remarks: a link [data-remarks] opens it (without script it leads to a page),
// and what is chosen goes into the words field that had the focus, where its caret stood.
const WORDS = "#draft textarea, textarea[form='draft']";
const palette = document.getElementById("remarks");
const search = palette?.querySelector("#remarks-words");
const failed = palette?.querySelector("[role='alert']");
let target; // the field that had the focus last; it may have been swapped out since

function field() {
  return target?.isConnected ? target : document.querySelector("#draft textarea[name='general']");
}

// What stands beside the field: a comment's cell and line belong to its own form.
function place(area) {
  const { elements } = document.getElementById("draft");
  const prefix = area.name.replace(/-body$/, "");
  const beside = (name) => elements[`${prefix}-${name}`]?.value ?? "";
  return new URLSearchParams({
    field: area.name,
    file: beside("file_name"),
    cell: beside("cell"),
    line: beside("line"),
    csrfmiddlewaretoken: elements.csrfmiddlewaretoken.value,
  });
}

// A paragraph of its own; a placeholder that nothing could replace is selected, to be typed over.
function insert(area, words) {
  const before = area.value.slice(0, area.selectionStart);
  const start = area.selectionStart;
  const gap = before.trim() && !before.endsWith("\n") ? "\n\n" : "";
  area.setRangeText(gap + words, start, area.selectionEnd, "end");
  const open = words.match(/\{[^\W\d]\w*\}/u);
  if (open) {
    const at = start + gap.length + open.index;
    area.setSelectionRange(at, at + open[0].length);
  }
  area.dispatchEvent(new Event("input", { bubbles: true }));
}

async function use(button) {
  const area = field();
  try {
    const answer = await fetch(button.dataset.insert, { method: "POST", body: place(area) });
    if (!answer.ok) throw new Error(String(answer.status));
    const { words } = await answer.json();
    palette.close();
    // Its cell may have been exchanged meanwhile: what is written into the old field is lost.
    const now = area.isConnected ? area : (document.getElementsByName(area.name)[0] ?? field());
    now.focus();
    insert(now, words);
  } catch {
    failed.textContent = palette.dataset.failed;
    failed.hidden = false;
  }
}

function walk(step) {
  const stops = [search, ...palette.querySelectorAll("[data-insert]")];
  const at = stops.indexOf(document.activeElement);
  stops[Math.min(stops.length - 1, Math.max(0, at + step))].focus();
}

function open() {
  failed.hidden = true;
  palette.showModal();
  search.select();
  htmx.trigger(search, "open-palette");
}

if (palette) {
  document.addEventListener("focusin", (event) => {
    if (event.target.matches(WORDS)) target = event.target;
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-remarks]")) return;
    event.preventDefault();
    open();
  });
  palette.addEventListener("click", (event) => {
    const button = event.target.closest("[data-insert]");
    if (button) use(button);
    else if (event.target === palette) palette.close(); // beside it
  });
  palette.addEventListener("keydown", (event) => {
    event.stopPropagation(); // the keys of the page below rest meanwhile
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      walk(event.key === "ArrowDown" ? 1 : -1);
      event.preventDefault();
    } else if (event.key === "Enter" && event.target === search) {
      palette.querySelector("[data-insert]")?.click();
      event.preventDefault();
    }
  });
}
