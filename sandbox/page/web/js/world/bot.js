/** The bot as a process: killed, frozen and started again, with a count of everything before and after. */

import { get } from "../api.js";
import { h, replace } from "../dom.js";
import * as live from "../live.js";
import * as store from "../store.js";
import { badge, button, section, soon, table } from "./parts.js";
import { STATES, tell } from "./status.js";

const COUNTED = [
  ["invoices", "Invoices in Stripe"],
  ["deals", "Deals with invoices"],
  ["emails", "E-mails sent"],
  ["messages", "Messages in Slack"],
  ["approvals", "Approvals that are open"],
];

const count = () => get("page/tally");

/** Return the section. */
export function drawBot() {
  const state = h("p", { class: "row" });
  const acts = h("div", { class: "row actions" });
  const proof = h("div", { "aria-live": "polite" });
  let before = null;
  let alive = 0;
  let last = null;

  const act = (words, what, more) => button(words, async () => {
    if (what === "kill") {
      before = await count();
      alive = 0;
    }
    await tell(what);
    await look();
  }, more);

  async function look() {
    const now = await count().catch(() => null);
    if (now) last = now;
    if (last) replace(proof, shown(before, last, alive));
  }
  const again = soon(look, 400);

  store.watch("bot", (bot) => {
    if (!bot) return;
    const [words, kind] = STATES[bot.state] ?? [bot.state, ""];
    const had = acts.contains(document.activeElement);
    replace(state, badge(words, kind),
      bot.pid ? h("span", { class: "quiet" }, `process ${bot.pid}`) : null,
      bot.trouble ? h("span", { class: "quiet" }, bot.trouble) : null,
      bot.starts > 1 ? h("span", { class: "quiet" }, `started ${bot.starts} times`) : null);
    replace(acts, bot.state === "absent" ? h("p", { class: "quiet" }, "Nobody started a bot from this page; see `make demo`.") : [
      ["running", "frozen", "starting"].includes(bot.state) ? act("Kill it: SIGKILL", "kill", { kind: "danger" }) : null,
      bot.state === "running" ? [act("Freeze it", "freeze"), act("Stop it politely", "stop")] : null,
      bot.state === "frozen" ? act("Thaw it", "thaw", { kind: "primary" }) : null,
      ["killed", "stopped"].includes(bot.state) ? act("Start it again", "start", { kind: "primary" }) : null,
    ]);
    if (had) acts.querySelector("button")?.focus();
    again();
  });
  live.on("call", () => {
    if (store.read("bot")?.state === "running") alive += 1;
    if (proof.isConnected && proof.checkVisibility()) again();
  });
  live.on("again", again);
  look();
  return section("The bot", null,
    h("p", { class: "quiet" }, "A kill is a real SIGKILL, in the middle of whatever it does. What it had begun, it goes on with once it runs again."),
    state, acts, proof);
}

function shown(before, now, alive) {
  const rows = COUNTED.filter(([key]) => key in now).map(([key, words]) => {
    const was = before?.[key];
    const more = before ? now[key] - was : 0;
    return before
      ? [words, was, now[key], more === 0 ? "the same" : more > 0 ? `${more} more` : `${-more} fewer`]
      : [words, now[key]];
  });
  const columns = before
    ? [{ words: "" }, { words: "Before the kill", number: true }, { words: "Now", number: true }, { words: "", number: true }]
    : [{ words: "" }, { words: "Now", number: true }];
  columns[0].words = h("span", { class: "unseen" }, "What");
  if (before) columns[3].words = h("span", { class: "unseen" }, "Change");
  const doubled = now.doubled ?? [];
  const lost = before && now.invoices < before.invoices;
  return [
    table("What there is of everything", columns, rows),
    h("p", { class: ["verdict", doubled.length || lost ? "bad" : "good"] },
      doubled.length
        ? `Doubled: ${doubled.join(", ")}.`
        : lost ? "There are fewer invoices than before: a draft was deleted, or one is lost."
          : "Nothing is doubled: each installment of each deal has one invoice at most."),
    before && alive ? h("p", { class: "quiet" }, `The bot goes on: ${alive} calls since it was started again.`) : null,
  ];
}
