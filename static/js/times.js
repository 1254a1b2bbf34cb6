// <time datetime data-relative>: how long ago or until when, with the exact time in the
// reader's own zone on hover. <time datetime data-clock>: the time of day in that zone.
const STEPS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const A_MONTH = 30 * 86400;
const language = document.documentElement.lang || "en";
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const exact = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short" });
const clock = new Intl.DateTimeFormat(language, { timeStyle: "short" });
const dateOnly = new Intl.DateTimeFormat(language, { dateStyle: "medium" });

function words(moment) {
  const seconds = (moment - Date.now()) / 1000;
  const size = Math.abs(seconds);
  if (size > A_MONTH) return dateOnly.format(moment);
  const [unit, length] = STEPS.find(([, length]) => size >= length) ?? ["second", 1];
  return relative.format(Math.round(seconds / length), unit);
}

function refresh(root = document) {
  for (const element of root.querySelectorAll("time[data-relative]")) {
    const moment = new Date(element.dateTime);
    element.textContent = words(moment);
    element.title = exact.format(moment);
  }
}

for (const element of document.querySelectorAll("time[data-clock]")) {
  element.textContent = clock.format(new Date(element.dateTime));
}
refresh();
setInterval(refresh, 20_000);
document.addEventListener("htmx:load", (event) => refresh(event.detail.elt));
