/** Text objects of Block Kit: plain_text and mrkdwn, or a bare string where Slack takes one. */

import { h } from "../dom.js";
import { withEmoji } from "./emoji.js";
import { mrkdwn } from "./mrkdwn.js";

/** Return the nodes of a text object. */
export function textOf(object, ctx) {
  if (!object) return [];
  if (typeof object === "string") return withEmoji(object);
  const text = object.text ?? "";
  if (object.type === "mrkdwn") return mrkdwn(text, ctx, object.verbatim === true);
  return object.emoji === false ? [text] : withBreaks(withEmoji(text));
}

/** Return the words of a text object as they go into an attribute or a label. */
export const wordsOf = (object) => (typeof object === "string" ? object : object?.text) ?? "";

function withBreaks(nodes) {
  return nodes.flatMap((node) =>
    typeof node !== "string" || !node.includes("\n")
      ? [node]
      : node.split("\n").flatMap((line, at) => (at ? [h("br"), line] : [line])));
}
