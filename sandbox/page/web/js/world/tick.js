/** The world's present: it goes on as real time does, and jumps when somebody moves it. */

import { get } from "../api.js";
import * as store from "../store.js";

const EVERY = 5_000;
const LOOK = 1_000;

let heard = Date.now();
let looking = 0;

/** Call `shown(clock)` with how it stands now: when it is moved, and every few seconds. */
export function watchNow(shown) {
  const tell = () => {
    const clock = store.read("clock");
    if (clock) shown({ ...clock, now: new Date(Date.parse(clock.now) + Date.now() - heard).toISOString() });
  };
  store.watch("clock", tell);
  setInterval(tell, EVERY);
}

/** Note when a clock was heard, and look again until the bot has caught up with it. */
store.watch("clock", (clock) => {
  heard = Date.now();
  clearTimeout(looking);
  if (!clock?.behind) return;
  looking = setTimeout(async () => {
    const now = await get("page/clock").catch(() => null);
    if (now) store.write("clock", now);
  }, LOOK);
});
