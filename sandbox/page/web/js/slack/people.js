/** Who is who: names, and avatars drawn from them. */

import { h, svg } from "../dom.js";
import { read } from "../store.js";

/** The account of the app under test, and the one that speaks for Slack itself. */
export const BOT = "U_BOT";
export const SLACKBOT = "USLACKBOT";

let listed = null;
let byId = new Map();

/** Return everybody by id. */
export function users() {
  const now = read("users") ?? [];
  if (now !== listed) {
    listed = now;
    byId = new Map(now.map((user) => [user.id, user]));
  }
  return byId;
}

/** Return what to call somebody. */
export function nameOf(id) {
  if (id === SLACKBOT) return "Slackbot";
  const user = users().get(id);
  const real = user?.profile?.real_name || user?.real_name;
  return real || user?.name || id;
}

/** Return whether an app speaks. */
export const isApp = (id) => users().get(id)?.is_bot === true || id === BOT;

/** Return a number that few others have: people beside each other should look different. */
function numberOf(id) {
  const place = [...users().keys()].indexOf(id);
  return place < 0 ? 0 : place;
}

const HAIR = [
  "M10 17c0-8 4-11 10-11s10 3 10 11c-3-2-4-5-4-5-4 2-9 2-12 0 0 0-1 3-4 5Z",
  "M9 25c-2-12 2-19 11-19s13 7 11 19h-3c1-6 0-11-2-12-5 1-8 0-11-2-3 3-4 8-3 14Z",
  "M11 15c0-6 4-9 9-9s9 3 9 9c-4-4-14-4-18 0Z",
  "M10 18C8 9 14 4 20 6c7-2 12 4 10 12-1-4-3-6-6-6-3 1-9 1-12 0-1 1-2 3-2 6Z",
];

function person(number) {
  return [
    svg("path", { class: "clothes", d: "M4 40c1-9 7-12 16-12s15 3 16 12Z" }),
    svg("path", { class: `skin skin${number % 4}`, d: "M16 24h8v6c-2 3-6 3-8 0Z" }),
    svg("circle", { class: `skin skin${number % 4}`, cx: 20, cy: 18, r: 8 }),
    svg("path", { class: `hair hair${number % 3}`, d: HAIR[(number + Math.floor(number / 4)) % HAIR.length] }),
  ];
}

function app() {
  return [
    svg("rect", { class: "paper", x: 11, y: 8, width: 18, height: 24, rx: 2.5 }),
    svg("path", { class: "line", d: "M15 14h10M15 18h6" }),
    svg("path", { class: "tick", d: "m15 25 3.5 3.5L26 22" }),
  ];
}

/** Return somebody's picture; the name always stands beside it, so it is hidden from readers. */
export function avatar(id, size = "") {
  const number = numberOf(id);
  const parts = isApp(id) || id === SLACKBOT ? app() : person(number);
  const picture = svg("svg", { viewBox: "0 0 40 40", focusable: "false" }, ...parts);
  const hue = isApp(id) || id === SLACKBOT ? "app" : `hue${number % 7}`;
  return h("span", { class: ["avatar", hue, size], "aria-hidden": "true" }, picture);
}
