/** The emoji that the bot's cards use, as small drawings: alike on every machine. */

import { svg } from "../dom.js";

const disc = (shade) => svg("circle", { cx: 10, cy: 10, r: 8.5, class: `kit-fill-${shade}` });
const line = (d, shade = "paper") =>
  svg("path", { d, class: `kit-line-${shade}`, fill: "none", "stroke-width": 2.2,
    "stroke-linecap": "round", "stroke-linejoin": "round" });
const box = (x, y, width, height, shade, rx = 1.5) =>
  svg("rect", { x, y, width, height, rx, class: `kit-fill-${shade}` });
const shape = (d, shade) => svg("path", { d, class: `kit-fill-${shade}` });

const DRAWINGS = {
  warning: () => [
    shape("M10 2 19 18H1Z", "amber"), line("M10 8v4.2", "dark"), line("M10 15.4v.1", "dark"),
  ],
  white_check_mark: () => [box(1.5, 1.5, 17, 17, "green", 3.5), line("m5.5 10.5 3 3 6-7")],
  red_circle: () => [disc("red")],
  large_green_circle: () => [disc("green")],
  large_yellow_circle: () => [disc("amber")],
  no_entry: () => [disc("red"), box(4.5, 8.4, 11, 3.2, "paper", 0.8)],
  no_entry_sign: () => [
    svg("circle", { cx: 10, cy: 10, r: 7.2, class: "kit-line-red", fill: "none", "stroke-width": 2.6 }),
    svg("path", { d: "m5 5 10 10", class: "kit-line-red", fill: "none", "stroke-width": 2.6 }),
  ],
  double_vertical_bar: () => [
    box(1.5, 1.5, 17, 17, "blue", 3.5), box(6, 5.5, 2.8, 9, "paper", 0.8), box(11.2, 5.5, 2.8, 9, "paper", 0.8),
  ],
  hourglass_flowing_sand: () => [
    shape("M4.5 2.5h11c0 4-4 5.5-4 7.5s4 3.5 4 7.5h-11c0-4 4-5.5 4-7.5s-4-3.5-4-7.5Z", "sand"),
    line("M3.5 2.2h13M3.5 17.8h13", "wood"),
    shape("M10 11.5 13.8 17H6.2Z", "amber"),
  ],
  calendar: () => [
    box(2, 3, 16, 15, "mist", 2), box(2, 3, 16, 5, "red", 2), line("M6.5 1.8v3M13.5 1.8v3", "dark"),
    line("M6 12h.1M10 12h.1M14 12h.1M6 15.3h.1M10 15.3h.1", "dark"),
  ],
  envelope: () => [box(1.5, 4, 17, 12.5, "mist", 2), line("m2.5 5.5 7.5 6 7.5-6", "slate")],
  mag: () => [
    svg("circle", { cx: 8.2, cy: 8.2, r: 5.4, class: "kit-line-slate", fill: "none", "stroke-width": 2.2 }),
    line("m12.5 12.5 5 5", "wood"),
  ],
  arrows_counterclockwise: () => [
    box(1.5, 1.5, 17, 17, "blue", 3.5),
    line("M5.5 8.5A5 5 0 0 1 14 7M14.5 11.5A5 5 0 0 1 6 13M14.3 4.2V7.2H11.5M5.7 15.8v-3h2.8"),
  ],
};
DRAWINGS.pause_button = DRAWINGS.double_vertical_bar;
DRAWINGS.hourglass = DRAWINGS.hourglass_flowing_sand;
DRAWINGS.email = DRAWINGS.envelope;

/** Return the drawing of an emoji, or null for one that is not drawn here. */
export function drawing(name) {
  if (!Object.hasOwn(DRAWINGS, name)) return null;
  return svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", focusable: "false" },
    ...DRAWINGS[name]());
}
