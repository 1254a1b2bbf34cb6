// Draws figures from the tables below them with Chart.js (static/vendor). Colours are those of
// the legend, so that they follow the theme. The arrow keys walk through the values.
const { Chart } = window;
const drawn = new Map();

function colour(element, property) {
  return getComputedStyle(element)[property];
}

function read(figure) {
  const rows = [...figure.querySelectorAll("tbody tr")];
  const heads = [...figure.querySelectorAll("thead th[data-series]")];
  const keys = [...figure.querySelectorAll("[data-colour]")];
  return {
    labels: rows.map((row) => row.querySelector("th").dataset.name),
    series: heads.map((head, index) => ({
      name: head.textContent.trim(),
      dashed: "dashed" in head.dataset,
      key: keys[index],
      values: rows.map((row) => {
        const value = row.querySelectorAll("td")[index].dataset.value;
        return value === undefined ? null : Number(value);
      }),
    })),
  };
}

// A dashed line where a date lies. Labels of weeks stand in their middles.
const marks = {
  id: "marks",
  afterDatasetsDraw(chart, _arguments, { list, line, text }) {
    const { ctx, chartArea, scales } = chart;
    ctx.save();
    ctx.strokeStyle = line;
    ctx.fillStyle = text;
    ctx.setLineDash([2, 3]);
    ctx.font = `12px ${Chart.defaults.font.family}`;
    const step = scales.x.getPixelForValue(1) - scales.x.getPixelForValue(0);
    for (const { at, name } of list ?? []) {
      const x = scales.x.getPixelForValue(0) + (at - 1) * step;
      if (!(x >= chartArea.left && x <= chartArea.right)) continue;
      ctx.beginPath();
      ctx.moveTo(x, chartArea.top);
      ctx.lineTo(x, chartArea.bottom);
      ctx.stroke();
      const fits = x + ctx.measureText(name).width + 4 < chartArea.right;
      ctx.textAlign = fits ? "left" : "right";
      ctx.fillText(name, x + (fits ? 4 : -4), chartArea.top + 10);
    }
    ctx.restore();
  },
};

const SHAPES = ["circle", "triangle", "rect", "rectRot"]; // as in the legend: plots.css

function dataset(one, kind) {
  const tone = colour(one.key, "color");
  return {
    label: one.name,
    data: one.values,
    borderColor: tone,
    backgroundColor: kind === "bar" ? tone : "transparent",
    borderDash: one.dashed ? [6, 4] : [],
    borderWidth: kind === "bar" ? 0 : 2,
    pointRadius: 4,
    pointStyle: SHAPES[Number(one.key.dataset.colour) - 1],
    pointBackgroundColor: tone,
    spanGaps: false,
  };
}

const MANY = 12; // labels that may stand all beside one another

function axis(title, ink, grid, count = 0) {
  return {
    title: { display: Boolean(title), text: title, color: ink },
    ticks: { color: ink, maxRotation: 40, autoSkip: count > MANY },
    grid: { color: grid },
    border: { color: grid },
  };
}

function configuration(figure) {
  const { labels, series } = read(figure);
  const { plot: kind, unit, x, y } = figure.dataset;
  const ink = colour(figure.querySelector(".plot__legend"), "color");
  const grid = colour(figure, "borderTopColor");
  const list = JSON.parse(figure.dataset.marks);
  return {
    type: kind,
    data: { labels, datasets: series.map((one) => dataset(one, kind)) },
    options: {
      animation: false,
      maintainAspectRatio: false,
      interaction: { mode: "index", intersect: false },
      scales: {
        x: axis(x, ink, grid, labels.length),
        y: { ...axis(y, ink, grid), beginAtZero: true, suggestedMax: unit === "%" ? 100 : undefined },
      },
      plugins: { legend: { display: false }, marks: { list, line: ink, text: ink } },
    },
    plugins: [marks],
  };
}

function draw(figure) {
  drawn.get(figure)?.destroy();
  const place = figure.querySelector(".plot__picture");
  place.hidden = false;
  const canvas = document.createElement("canvas");
  place.replaceChildren(canvas);
  drawn.set(figure, new Chart(canvas, configuration(figure)));
}

function say(figure, index) {
  const chart = drawn.get(figure);
  const { labels, datasets } = chart.data;
  const unit = figure.dataset.unit;
  const values = datasets
    .map((one) => `${one.label}: ${one.data[index] ?? "–"}${unit && ` ${unit}`}`)
    .join(", ");
  figure.querySelector("[data-plot-words]").textContent = `${labels[index]}. ${values}`;
  const active = datasets.map((_one, datasetIndex) => ({ datasetIndex, index }));
  chart.tooltip.setActiveElements(active, { x: 0, y: 0 });
  chart.update();
}

function walk(event) {
  const place = event.target.closest(".plot__picture");
  if (!place) return;
  const figure = place.closest("[data-plot]");
  const last = drawn.get(figure).data.labels.length - 1;
  const now = Number(place.dataset.at ?? -1);
  const next = { ArrowRight: now + 1, ArrowLeft: now - 1, Home: 0, End: last }[event.key];
  if (next === undefined) return;
  event.preventDefault();
  const index = Math.min(Math.max(next, 0), last);
  place.dataset.at = String(index);
  say(figure, index);
}

function drawAll() {
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  for (const figure of document.querySelectorAll("[data-plot]")) {
    if (figure.querySelector(".plot__picture")) draw(figure);
  }
}

drawAll();
document.addEventListener("keydown", walk);
new MutationObserver(drawAll).observe(document.documentElement, { attributeFilter: ["data-theme"] });
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
