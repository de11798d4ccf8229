/** A pie. */

import { svg } from "../dom.js";
import { figure, percent } from "./scale.js";

const SIZE = 220;
const RADIUS = 100;
const SMALLEST_TOLD = 0.06;

/** Return the drawing of a pie; the legend beside it tells the figures. */
export function pie({ segments }) {
  const whole = segments.reduce((sum, one) => sum + one.value, 0);
  let turned = 0;
  return svg("g", {}, segments.map((one, at) => {
    const part = one.value / whole;
    const from = turned;
    turned += part;
    const middle = point(from + part / 2, RADIUS * 0.66);
    return svg("g", { class: `kit-mark of-${at}` },
      svg("path", { d: slice(from, part), class: "kit-slice" },
        svg("title", {}, `${one.label}: ${figure(one.value)} (${percent(one.value, whole)})`)),
      part >= SMALLEST_TOLD && svg("text", { x: middle.x, y: middle.y + 4, class: "kit-on-slice", "text-anchor": "middle" },
        percent(one.value, whole)));
  }));
}
pie.size = SIZE;

function point(turn, radius) {
  const angle = (turn - 0.25) * 2 * Math.PI;
  return { x: SIZE / 2 + radius * Math.cos(angle), y: SIZE / 2 + radius * Math.sin(angle) };
}

function slice(from, part) {
  const [a, b] = [point(from, RADIUS), point(from + Math.min(part, 0.99999), RADIUS)];
  return `M${SIZE / 2} ${SIZE / 2}L${a.x} ${a.y}A${RADIUS} ${RADIUS} 0 ${part > 0.5 ? 1 : 0} 1 ${b.x} ${b.y}Z`;
}
