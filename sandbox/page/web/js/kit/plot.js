/** Bars, lines and areas over categories, between two axes. */

import { svg } from "../dom.js";
import { figure, linear, shortFigure, ticks } from "./scale.js";

const HEIGHT = 260;
const TOP = 18;
const CHARACTER = 6.3;
const WIDEST_BAR = 56;

/** Return the drawing of a chart with axes, `width` pixels wide. */
export function plot({ type, series, axis_config: axes }, width) {
  const categories = axes.categories;
  const values = series.flatMap((one) => one.data.map((point) => point.value));
  const steps = ticks(values);
  const left = Math.max(...steps.map((value) => shortFigure(value).length)) * CHARACTER + 12 + (axes.y_label ? 18 : 0);
  const band = (width - left - 8) / categories.length;
  const names = fitted(categories, band);
  const bottom = HEIGHT - (names.tilted ? 62 : 26) - (axes.x_label ? 20 : 0);
  const y = linear(steps[0], steps.at(-1), bottom, TOP);
  const middle = (n) => left + band * (n + 0.5);
  const frame = { left, band, bottom, y, middle, width, categories, zero: y(0) };
  const draw = { bar: bars, line: lines, area: areas }[type];
  return svg("g", {},
    steps.map((value) => grid(value, frame)),
    categories.map((name, n) => category(name, n, names, frame)),
    series.map((one, n) => draw(ordered(one, categories), n, series.length, frame)),
    axes.x_label && svg("text", { x: (left + width) / 2, y: HEIGHT - 4, class: "kit-axis-name", "text-anchor": "middle" }, axes.x_label),
    axes.y_label && svg("text", { class: "kit-axis-name", "text-anchor": "middle",
      transform: `translate(12 ${(TOP + bottom) / 2}) rotate(-90)` }, axes.y_label));
}
plot.height = HEIGHT;

/** The points of a series may come in any order: the categories say which is where. */
const ordered = (one, categories) => ({
  name: one.name,
  data: categories.map((label) => one.data.find((point) => point.label === label)).filter(Boolean),
});

function grid(value, { left, width, y }) {
  return svg("g", {},
    svg("line", { x1: left, x2: width - 8, y1: y(value), y2: y(value), class: value === 0 ? "kit-axis" : "kit-grid" }),
    svg("text", { x: left - 8, y: y(value) + 4, class: "kit-tick", "text-anchor": "end" }, shortFigure(value)));
}

/** Return how the names of categories fit: as they are, or turned, or only every so many. */
function fitted(categories, band) {
  const longest = Math.max(...categories.map((name) => name.length)) * CHARACTER;
  const tilted = longest > band - 4;
  return { tilted, every: tilted ? Math.max(Math.ceil(15 / band), 1) : 1 };
}

function category(name, n, { tilted, every }, { middle, bottom }) {
  if (n % every) return null;
  const [x, y] = [middle(n), bottom + 17];
  const shown = tilted && name.length > 12 ? `${name.slice(0, 11)}…` : name;
  return svg("text", { class: "kit-tick", "text-anchor": tilted ? "end" : "middle",
    transform: tilted ? `translate(${x + 4} ${y - 5}) rotate(-40)` : `translate(${x} ${y})` }, shown);
}

const told = (one, point) => svg("title", {}, `${one.name}, ${point.label}: ${figure(point.value)}`);

function bars(one, at, count, { band, middle, y, zero }) {
  const width = Math.min((band * 0.72) / count, WIDEST_BAR);
  const wordy = count * one.data.length <= 8;
  return one.data.map((point, n) => {
    const x = middle(n) + (at - count / 2) * width;
    const top = Math.min(y(point.value), zero);
    const height = Math.max(Math.abs(y(point.value) - zero), point.value ? 1.5 : 0);
    const words = shortFigure(point.value);
    return svg("g", { class: `kit-mark of-${at}` },
      svg("rect", { x: x + 1, y: top, width: Math.max(width - 2, 1), height, rx: Math.min(3, width / 4) }, told(one, point)),
      wordy && words.length * CHARACTER <= Math.max(width, band / count) &&
        svg("text", { x: x + width / 2, y: point.value < 0 ? top + height + 13 : top - 5, class: "kit-value", "text-anchor": "middle" }, words));
  });
}

const path = (one, { middle, y }) => one.data.map((point, n) => `${n ? "L" : "M"}${middle(n)} ${y(point.value)}`).join("");

const SHAPES = [
  (x, y) => svg("circle", { cx: x, cy: y, r: 3.5 }),
  (x, y) => svg("rect", { x: x - 3.2, y: y - 3.2, width: 6.4, height: 6.4 }),
  (x, y) => svg("path", { d: `M${x} ${y - 4.4}l4.2 7.4h-8.4Z` }),
  (x, y) => svg("path", { d: `M${x} ${y - 4.6}l4.6 4.6-4.6 4.6-4.6-4.6Z` }),
  (x, y) => svg("path", { d: `M${x} ${y + 4.4}l4.2-7.4h-8.4Z` }),
  (x, y) => svg("rect", { x: x - 4.5, y: y - 1.8, width: 9, height: 3.6 }),
];

/** Return the shape that marks the points of a series: colour alone would not tell them apart. */
export const markOf = (at, x, y) => SHAPES[at % SHAPES.length](x, y);

function lines(one, at, _count, frame) {
  return svg("g", { class: `kit-mark of-${at}` },
    svg("path", { d: path(one, frame), class: "kit-stroke" }),
    one.data.map((point, n) => svg("g", {}, markOf(at, frame.middle(n), frame.y(point.value)), told(one, point))));
}

function areas(one, at, count, frame) {
  const last = one.data.length - 1;
  const under = `${path(one, frame)}L${frame.middle(last)} ${frame.zero}L${frame.middle(0)} ${frame.zero}Z`;
  return [svg("g", { class: `kit-mark of-${at}` }, svg("path", { d: under, class: "kit-under" })), lines(one, at, count, frame)];
}
