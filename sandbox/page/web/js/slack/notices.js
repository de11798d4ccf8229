/** What is said of things that happen elsewhere: a line at the edge, and never the focus. */

import { h } from "../dom.js";
import { read, watch } from "../store.js";
import { toast } from "../toast.js";
import { nameOf } from "./people.js";
import { goTo, place, titleOf } from "./place.js";

const MOST_WORDS = 90;

let before = new Map();
let whose = "";
const latest = new Map();
const shown = new Map();

/** Remember what was said last in a channel: it is what a notice would quote. */
export const remember = (channel, message) => latest.set(channel, message);

/** Tell of messages for the acting person in channels that are not in sight. */
export function tellOfOthers() {
  watch("channels", (rows) => {
    const same = whose === read("acting") && (read("story")?.done ?? true);
    for (const row of rows) {
      const more = row.mentions > (before.get(row.id) ?? row.mentions);
      if (same && more && row.id !== place().channel) tell(row);
      if (row.mentions === 0) shown.get(row.id)?.remove();
    }
    whose = read("acting");
    before = new Map(rows.map((row) => [row.id, row.mentions]));
  });
}

function tell(row) {
  const message = latest.get(row.id);
  const who = message ? nameOf(message.user) : "Somebody";
  const where = row.kind === "im" ? `${who} wrote to you` : `${who} mentioned you in ${titleOf(row)}`;
  const words = plain(message?.text ?? "");
  const open = h("button", { type: "button", class: "button small" }, "Open");
  open.addEventListener("click", () => {
    const root = message?.thread_ts && message.thread_ts !== message.ts ? message.thread_ts : "";
    goTo(row.id, { thread: root, reply: root ? message.ts : "" });
    shown.get(row.id)?.remove();
    document.querySelector('[data-side="slack"]')?.click();
  });
  shown.get(row.id)?.remove();
  shown.set(row.id, toast(words ? `${where}: ${words}` : where, { extra: open }));
}

/** Return text without Slack's markup, cut to a line or so. */
export function plain(text) {
  const bare = text
    .replace(/<[@!#][^>|]*\|([^>]*)>/g, "$1")
    .replace(/<@(\w+)>/g, (_, id) => `@${nameOf(id)}`)
    .replace(/<!(?:subteam\^)?(\w+)>/g, "@$1")
    .replace(/<[^>|]*\|([^>]*)>/g, "$1")
    .replace(/[<>]/g, "")
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&amp;", "&")
    .replace(/[*_~`]/g, "");
  return bare.length > MOST_WORDS ? `${bare.slice(0, MOST_WORDS)}…` : bare;
}
