/** One message, as the person who acts sees it. */

import { h } from "../dom.js";
import { instant, moment, time } from "../words.js";
import * as acts from "./acts.js";
import { attached } from "./files.js";
import { icon } from "./icons.js";
import { context, drawn } from "./kit.js";
import { avatar, isApp, nameOf } from "./people.js";
import { whenWords } from "./when.js";

/**
 * Return the element of a message.
 * @param {Object} message as page/messages shows it
 * @param {{channel: string, thread?: (ts: string) => void, dismiss: (message: Object) => void}} does
 *   what its own controls do; without `thread` it offers none
 */
export function messageRow(message, does) {
  if (message.subtype === "tombstone") return tombstone(message, does);
  const who = nameOf(message.user);
  const author = h("span", { class: "author" }, who);
  const at = h(
    "time",
    { class: "at", datetime: instant(message.ts).toISOString(), title: moment(message.ts) },
    time(message.ts),
  );
  const badge = isApp(message.user) && h("span", { class: "app-badge" }, "App");
  const node = h(
    "article",
    {
      class: ["message", message.visible_to && "private", message.local && "private"],
      dataset: { ts: message.ts }, tabindex: "-1", "aria-label": `${who}, ${time(message.ts)}`,
    },
    h("div", { class: "gutter" }, avatar(message.user)),
    h(
      "div",
      { class: "said" },
      (message.visible_to || message.local) && onlyYou(message, does),
      h("div", { class: "by" }, author, badge, at),
      h("div", { class: "content" }, body(message, does.channel), edited(message)),
      message.files?.length ? h("div", { class: "files" }, message.files.map(attached)) : null,
      message.reply_count && does.thread ? replies(message, does) : null,
    ),
    does.thread && !message.visible_to && !message.local && toolbar(message, does),
  );
  return node;
}

function body(message, channel) {
  const ctx = context({
    surface: "message",
    act: (blockId, actionId, given) =>
      acts.click(channel, message.ts, { block_id: blockId, action_id: actionId }, given),
    suggest: (blockId, actionId, value) =>
      acts.suggest({ channel, ts: message.ts, block_id: blockId, action_id: actionId, value }),
  });
  return drawn(message.blocks, message.text, ctx);
}

function edited(message) {
  if (!message.edited) return null;
  return h("span", { class: "edited", title: moment(message.edited.ts) }, "(edited)");
}

function onlyYou(message, does) {
  const dismiss = h("button", { type: "button", class: "as-link" }, "Dismiss");
  dismiss.addEventListener("click", () => does.dismiss(message));
  return h("p", { class: "only-you" }, icon("eye"), "Only visible to you", h("span", { "aria-hidden": "true" }, "·"), dismiss);
}

function replies(message, does) {
  const count = message.reply_count;
  const words = count === 1 ? "1 reply" : `${count} replies`;
  const last = message.latest_reply ? `last ${whenWords(message.latest_reply)}` : "";
  const faces = (message.reply_users ?? []).slice(0, 4).map((id) => avatar(id, "tiny"));
  const open = h(
    "button",
    { type: "button", class: "replies", "aria-label": `${words}, ${last}: open the thread` },
    faces, h("strong", {}, words), h("span", { class: "quiet" }, last),
  );
  open.addEventListener("click", () => does.thread(message.ts));
  return open;
}

function toolbar(message, does) {
  const reply = h(
    "button",
    { type: "button", class: "tool", "aria-label": "Reply in thread", title: "Reply in thread" },
    icon("reply"),
  );
  reply.addEventListener("click", () => does.thread(message.ts));
  return h("div", { class: "tools" }, reply);
}

function tombstone(message, does) {
  return h(
    "article",
    { class: "message tombstone", dataset: { ts: message.ts }, tabindex: "-1", "aria-label": "Deleted message" },
    h("div", { class: "gutter" }, h("span", { class: "avatar gone", "aria-hidden": "true" })),
    h(
      "div",
      { class: "said" },
      h("p", { class: "deleted" }, "This message was deleted."),
      message.reply_count && does.thread ? replies(message, does) : null,
    ),
  );
}
