/** Days, times of the day, and moments in the company's zone. */

import { h } from "../dom.js";
import { zone } from "../words.js";
import { entered, held, marks, ownName, tellsAtOnce } from "./place.js";

const PAUSE = 700;

/** Return a field for a day. */
export const datePicker = (place) =>
  field(place, "date", held(place, "selected_date", "initial_date") ?? "", (value) => value, (value) => ({ date: value }));

/** Return a field for a time of the day. */
export const timePicker = (place) =>
  field(place, "time", held(place, "selected_time", "initial_time") ?? "", (value) => value, (value) => ({ value }));

/** Return a field for a moment; the app gets Unix seconds. */
export function dateTimePicker(place) {
  const at = held(place, "selected_date_time", "initial_date_time");
  return field(place, "datetime-local", at ? wall(at) : "", seconds, (value) => ({ value: seconds(value) }));
}

function field(place, type, value, toKept, toGiven) {
  const node = h("input", { ...marks(place), ...place.names, ...ownName(place, "Date"), type, value, class: "input kit-field kit-date" });
  let told = value;
  let timer;
  const send = async () => {
    clearTimeout(timer);
    if (node.value === told) return;
    const before = told;
    told = node.value;
    if (!(await entered(place, node, toKept(node.value) || null, toGiven(node.value)))) {
      node.value = before;
      told = before;
    }
  };
  // A day typed by hand changes with each digit: the app is told once the person is through.
  node.addEventListener("input", () => {
    clearTimeout(timer);
    if (tellsAtOnce(place)) timer = setTimeout(send, PAUSE);
    else send();
  });
  node.addEventListener("blur", send);
  node.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && tellsAtOnce(place)) send();
  });
  return node;
}

/** Return Unix seconds as "2027-03-01T09:40" on a clock on the company's wall. */
function wall(at) {
  const parts = new Intl.DateTimeFormat("sv-SE", { timeZone: zone.name, dateStyle: "short", timeStyle: "short" });
  return parts.format(new Date(at * 1000)).replace(" ", "T");
}

/** Return the Unix seconds at which that clock shows `value`. */
function seconds(value) {
  if (!value) return null;
  const wanted = Date.parse(`${value}Z`) / 1000;
  let at = wanted;
  // Twice, since the first guess may lie on the other side of a change of the clocks.
  for (let n = 0; n < 2; n += 1) at += wanted - Date.parse(`${wall(at)}Z`) / 1000;
  return at;
}
