// [data-preview="url" data-for="id"]: its button opens a pane that shows what is typed in the
// textarea with that id as it will be read, and follows the typing while it is open.
const PAUSE = 300;
const timers = new WeakMap();
const asked = new WeakMap(); // an answer that a later one has overtaken is dropped

const pane = (preview) => preview.querySelector(".preview__pane");

async function draw(preview) {
  const turn = (asked.get(preview) ?? 0) + 1;
  asked.set(preview, turn);
  const { "X-CSRFToken": token } = JSON.parse(document.body.getAttribute("hx-headers"));
  const text = document.getElementById(preview.dataset.for)?.value ?? "";
  let html = null;
  try {
    const answer = await fetch(preview.dataset.preview, {
      method: "POST",
      headers: { "X-CSRFToken": token },
      body: new URLSearchParams({ text }),
      redirect: "error", // to the login
    });
    if (answer.ok) html = await answer.text();
  } catch {
    // said below
  }
  if (asked.get(preview) !== turn) return;
  if (html === null) pane(preview).textContent = preview.dataset.failed;
  else pane(preview).innerHTML = html;
}

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-preview] button");
  if (!button) return;
  const preview = button.closest("[data-preview]");
  const opens = pane(preview).hidden;
  pane(preview).hidden = !opens;
  button.setAttribute("aria-expanded", String(opens));
  if (opens) draw(preview);
});

document.addEventListener("input", (event) => {
  if (!event.target.id) return;
  const preview = document.querySelector(`[data-preview][data-for="${CSS.escape(event.target.id)}"]`);
  if (!preview || pane(preview).hidden) return;
  clearTimeout(timers.get(preview));
  timers.set(preview, setTimeout(() => draw(preview), PAUSE));
});
