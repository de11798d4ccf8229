/** Moments as Slack words them, by the sandbox's clock. */

import { watch } from "../store.js";
import { day, instant, isoDay, longDay, time, zone } from "../words.js";

let told = Date.now();
let heard = performance.now();

watch("clock", (clock) => {
  if (!clock?.now) return;
  told = new Date(clock.now).getTime();
  heard = performance.now();
});

/** Return the sandbox's present. */
export const present = () => new Date(told + performance.now() - heard);

/** Return a moment of Slack's, e.g. "1803825600.000000". */
export const stamp = () => (present().getTime() / 1000).toFixed(6);

const ago = (days) => isoDay(new Date(present().getTime() - days * 86_400_000).toISOString());
const year = (value) =>
  new Intl.DateTimeFormat("en-US", { timeZone: zone.name, year: "numeric" }).format(value);

/** Return "Today", "Yesterday", "Monday, March 1", with the year if it is another one. */
export function dayWords(ts) {
  const that = isoDay(ts);
  if (that === ago(0)) return "Today";
  if (that === ago(1)) return "Yesterday";
  const other = year(instant(ts)) !== year(present());
  return other ? `${longDay(ts)}, ${year(instant(ts))}` : longDay(ts);
}

/** Return e.g. "today at 9:41 AM", "yesterday at 9:41 AM", "Mar 1 at 9:41 AM". */
export function whenWords(ts) {
  const that = isoDay(ts);
  if (that === ago(0)) return `today at ${time(ts)}`;
  if (that === ago(1)) return `yesterday at ${time(ts)}`;
  return `${day(ts)} at ${time(ts)}`;
}
