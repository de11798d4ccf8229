/** The top bar's end: what time it is in the world, what comes next, and how the bot is. */

import { post } from "../api.js";
import { h, replace } from "../dom.js";
import * as store from "../store.js";
import { moment } from "../words.js";
import { go } from "./go.js";
import { button } from "./parts.js";
import { watchNow } from "./tick.js";

/** The bot's states in words, and how each is coloured. */
export const STATES = {
  running: ["Bot runs", "good"],
  starting: ["Bot starts", "info"],
  stopped: ["Bot is stopped", "warn"],
  killed: ["Bot was killed", "bad"],
  frozen: ["Bot is frozen", "warn"],
  absent: ["Bot is not run from here", ""],
};

/** Do something to the bot: kill, start, stop, freeze or thaw. */
export async function tell(what) {
  const bot = await post(`page/bot/${what}`);
  if (bot?.state) store.write("bot", bot);
}

/** Draw it, and keep it so. */
export function mountStatus(node) {
  const clock = h("button", { type: "button", class: "button plain small now", on: { click: () => go("tab", "clock") } });
  const bot = h("span", { class: "row bot-state" });
  node.append(clock, bot);
  watchNow((now) => showClock(clock, now));
  store.watch("bot", (state) => state && showBot(bot, state));
}

function showClock(node, { now, next, behind }) {
  const title = next ? `Next: ${next.words}` : "Nothing is planned";
  node.title = title;
  replace(node,
    h("span", { class: "clock-face", "aria-hidden": "true" }, "◷"),
    h("strong", {}, moment(now)),
    behind ? h("span", { class: "quiet" }, "catching up…") : null,
    next ? h("span", { class: "quiet next-job" }, `next: ${next.words}`) : null);
}

function showBot(node, { state, pid }) {
  const [words, kind] = STATES[state] ?? [state, ""];
  const had = node.contains(document.activeElement);
  replace(node,
    h("span", { class: ["dot", kind], "aria-hidden": "true" }),
    h("span", { role: "status", title: pid ? `process ${pid}` : undefined }, words),
    state === "running" ? button("Kill", () => tell("kill"), { kind: "danger", label: "Kill the bot" }) : null,
    state === "frozen" ? button("Thaw", () => tell("thaw"), { label: "Thaw the bot" }) : null,
    ["killed", "stopped"].includes(state) ? button("Start", () => tell("start"), { kind: "primary", label: "Start the bot" }) : null);
  if (had) node.querySelector("button")?.focus();
}
