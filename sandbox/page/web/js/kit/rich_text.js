/** rich_text: what Slack's own composer writes. */

import { h } from "../dom.js";
import { emoji, withEmoji } from "./emoji.js";
import { link } from "./links.js";
import { broadcast, channel, group, momentWords, person } from "./mentions.js";

const STYLES = { code: "code", bold: "strong", italic: "em", strike: "s", underline: "u" };

const INLINE = {
  text: (part) => lines(part.text),
  link: (part, ctx) => link(part.url, part.text || part.url, ctx),
  user: (part, ctx) => person(part.user_id, ctx),
  channel: (part, ctx) => channel(part.channel_id, ctx),
  usergroup: (part, ctx) => group(part.usergroup_id, ctx),
  team: (part) => h("span", { class: "kit-mention" }, `@${part.team_id}`),
  broadcast: (part) => broadcast(part.range),
  emoji: (part) => emoji(part.name) ?? `:${part.name}:`,
  date: (part, ctx) => {
    const said = momentWords(part.timestamp, part.format, part.fallback ?? "", ctx.now);
    return part.url ? link(part.url, said, ctx) : h("time", { title: part.fallback }, said);
  },
  color: (part) => {
    const swatch = h("span", { class: "kit-swatch", "aria-hidden": "true" });
    swatch.style.backgroundColor = part.value;
    return [swatch, part.value];
  },
};

const PARTS = {
  rich_text_section: (part, ctx) => h("div", { class: "kit-line" }, within(part, ctx)),
  rich_text_quote: (part, ctx) => h("blockquote", {}, within(part, ctx)),
  rich_text_preformatted: (part, ctx) => h("pre", {}, h("code", {}, within(part, ctx))),
  rich_text_list: list,
};

/** Return the content of a rich_text block or object. */
export function richText(object, ctx) {
  return h("div", { class: "kit-rich" },
    (object?.elements ?? []).map((part) =>
      Object.hasOwn(PARTS, part.type) ? PARTS[part.type](part, ctx) : unknown(part)));
}

function list(part, ctx) {
  const tag = part.style === "ordered" ? "ol" : "ul";
  const start = part.style === "ordered" && part.offset ? part.offset + 1 : null;
  const indent = Math.min(part.indent ?? 0, 8);
  return h(tag, { start, class: "kit-list", dataset: { indent } },
    part.elements.map((item) => h("li", {}, within(item, ctx))));
}

function within(part, ctx) {
  return (part.elements ?? []).map((piece) => {
    const drawn = Object.hasOwn(INLINE, piece.type) ? INLINE[piece.type](piece, ctx) : unknown(piece);
    return Object.keys(STYLES).reduce(
      (node, style) => (piece.style?.[style] ? h(STYLES[style], {}, node) : node), drawn);
  });
}

const lines = (text = "") =>
  text.split("\n").flatMap((line, at) => (at ? [h("br"), ...withEmoji(line)] : withEmoji(line)));

const unknown = (part) => h("span", { class: "kit-unknown" }, `unsupported: ${part.type}`);

/** Return the words of a rich_text object, a line a part. */
export function richWords(object) {
  const said = (part) =>
    part.text ?? part.url ?? (part.name ? `:${part.name}:` : "") ?? "";
  const row = (part) => (part.elements ?? []).map((one) => (one.elements ? row(one) : said(one))).join("");
  return (object?.elements ?? [])
    .map((part) => part.type === "rich_text_list" ? part.elements.map(row).join("\n") : row(part))
    .join("\n");
}
