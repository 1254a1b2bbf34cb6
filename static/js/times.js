// <time datetime data-relative>: how long ago or until when, with the exact time in the
// reader's zone on hover: the one that the page names.
const STEPS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
  ["second", 1],
];
const A_MONTH = 30 * 86400;
const language = document.documentElement.lang || "en";
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const timeZone = document.documentElement.dataset.zone || "UTC";
const exact = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeStyle: "short", hourCycle: "h23", timeZone });
const dateOnly = new Intl.DateTimeFormat(language, { dateStyle: "medium", timeZone });

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

refresh();
setInterval(refresh, 20_000);
document.addEventListener("htmx:load", (event) => refresh(event.detail.elt));
