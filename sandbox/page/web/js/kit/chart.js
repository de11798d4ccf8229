/** Charts, drawn as wide as there is room, and the same figures as a table for who wants those. */

import { h, replace, svg } from "../dom.js";
import { pie } from "./pie.js";
import { freshId } from "./place.js";
import { markOf, plot } from "./plot.js";
import { figure, percent } from "./scale.js";
import { scrolling } from "./table.js";

const NAMES = { bar: "Bar chart", line: "Line chart", area: "Area chart", pie: "Pie chart" };
const FIRST_WIDTH = 560;
const NARROWEST = 240;

/** Return a chart with its title, legend and the switch to a table. */
export function chart(block) {
  const { title, chart: given } = block;
  const isPie = given.type === "pie";
  const picture = h("div", { class: ["kit-plot", isPie && "of-pie"] });
  const drawing = h("div", { class: "kit-drawing" });
  picture.append(drawing, ...legend(given, isPie));
  const tableOf = scrolling(`${title}, as a table`, isPie ? segmentsTable(given) : seriesTable(given));
  tableOf.hidden = true;
  const button = h("button", { type: "button", class: "kit-link-button", "aria-pressed": "false" }, "Show as table");
  button.addEventListener("click", () => {
    const on = tableOf.hidden;
    tableOf.hidden = !on;
    picture.hidden = on;
    button.setAttribute("aria-pressed", String(on));
  });

  let width = 0;
  const draw = (wanted) => {
    const room = Math.max(Math.round(wanted), NARROWEST);
    if (room === width) return;
    width = room;
    replace(drawing, framed(title, given, isPie ? pie.size : width));
  };
  draw(FIRST_WIDTH);
  if (!isPie) new ResizeObserver(([entry]) => entry.contentRect.width && draw(entry.contentRect.width)).observe(drawing);
  return h("figure", { class: "kit-chart" },
    h("figcaption", { class: "kit-chart-head" }, h("span", { class: "kit-card-title" }, title), button), picture, tableOf);
}

function framed(title, given, width) {
  const height = given.type === "pie" ? pie.size : plot.height;
  const [name, about] = [freshId("chart"), freshId("chart-about")];
  return svg("svg", { width, height, viewBox: `0 0 ${width} ${height}`, role: "img", "aria-labelledby": name, "aria-describedby": about },
    svg("title", { id: name }, title), svg("desc", { id: about }, inWords(given)),
    given.type === "pie" ? pie(given) : plot(given, width));
}

function inWords(given) {
  const points = (list) => list.map((point) => `${point.label} ${figure(point.value)}`).join(", ");
  const said = given.type === "pie" ? points(given.segments)
    : given.series.map((one) => `${one.name}: ${points(one.data)}`).join("; ");
  return `${NAMES[given.type]}. ${said}.`;
}

function legend(given, isPie) {
  if (isPie) {
    const whole = given.segments.reduce((sum, one) => sum + one.value, 0);
    return [h("ul", { class: "kit-legend column" }, given.segments.map((one, at) =>
      h("li", {}, key(at, true), h("span", { class: "kit-legend-name" }, one.label),
        h("span", { class: "kit-legend-figure" }, `${figure(one.value)} · ${percent(one.value, whole)}`))))];
  }
  if (given.series.length < 2) return [];
  return [h("ul", { class: "kit-legend" }, given.series.map((one, at) => h("li", {}, key(at, given.type === "bar"), one.name)))];
}

const key = (at, solid) => svg("svg", { viewBox: "0 0 12 12", class: "kit-key", "aria-hidden": "true" },
  svg("g", { class: `kit-mark of-${at}` }, solid ? svg("rect", { width: 12, height: 12, rx: 3 }) : markOf(at, 6, 6)));

function segmentsTable({ segments }) {
  const whole = segments.reduce((sum, one) => sum + one.value, 0);
  return drawTable(["", "Value", "Share"],
    segments.map((one) => [one.label, figure(one.value), percent(one.value, whole)]));
}

function seriesTable({ series, axis_config: axes }) {
  const of = (one, label) => one.data.find((point) => point.label === label)?.value;
  return drawTable([axes.x_label ?? "", ...series.map((one) => one.name)],
    axes.categories.map((label) => [label, ...series.map((one) => (of(one, label) === undefined ? "" : figure(of(one, label))))]));
}

const drawTable = (head, rows) => h("table", { class: "kit-table" },
  h("thead", {}, h("tr", {}, head.map((words, n) =>
    words ? h("th", { scope: "col", class: n && "align-right" }, words) : h("td", {})))),
  h("tbody", {}, rows.map(([first, ...rest]) => h("tr", {}, h("th", { scope: "row" }, first),
    rest.map((words) => h("td", { class: "align-right" }, words))))));
