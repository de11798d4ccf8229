/** What stands within a line of mrkdwn: bold, italic, strike, code, links, mentions, emoji. */

import { h } from "../dom.js";
import { withEmoji } from "./emoji.js";
import { link, safeAddress } from "./links.js";
import { broadcast, channel, group, momentWords, person } from "./mentions.js";

const ENTITIES = { "&lt;": "<", "&gt;": ">", "&amp;": "&" };
const MARKS = { "*": "strong", _: "em", "~": "s" };
const BARE = /https?:\/\/[^\s<>|]+[^\s<>|.,;:!?'")\]}]/;

/** Return text as its sender meant it: Slack knows these three entities and no others. */
export const unescaped = (text) => text.replace(/&(?:lt|gt|amp);/g, (entity) => ENTITIES[entity]);

/** Return the nodes of one or more lines; `verbatim` leaves bare addresses as they are. */
export function inline(text, ctx, verbatim = false) {
  const nodes = [];
  let plain = "";
  const flush = () => {
    if (plain) nodes.push(...words(plain, ctx, verbatim));
    plain = "";
  };
  for (let at = 0; at < text.length; ) {
    const found = code(text, at) ?? angle(text, at, ctx) ?? marked(text, at, ctx, verbatim);
    if (found) {
      flush();
      nodes.push(found.node);
      at = found.end;
    } else {
      plain += text[at];
      at += 1;
    }
  }
  flush();
  return nodes;
}

function code(text, at) {
  if (text[at] !== "`") return null;
  const end = text.indexOf("`", at + 1);
  if (end <= at + 1 || text.slice(at, end).includes("\n")) return null;
  return { node: h("code", {}, unescaped(text.slice(at + 1, end))), end: end + 1 };
}

function angle(text, at, ctx) {
  if (text[at] !== "<") return null;
  const end = text.indexOf(">", at);
  if (end < 0) return null;
  const inside = text.slice(at + 1, end);
  const node = inside.includes("\n") ? null : meant(inside, ctx);
  return node && { node, end: end + 1 };
}

/** Return what `<inside>` stands for, null if it is none of Slack's forms. */
function meant(inside, ctx) {
  const bar = inside.indexOf("|");
  const target = bar < 0 ? inside : inside.slice(0, bar);
  const label = bar < 0 ? "" : unescaped(inside.slice(bar + 1));
  const [, sign, id] = /^([@#])([A-Z0-9_]+)$/.exec(target) ?? [];
  if (sign === "@") return person(id, ctx, label);
  if (sign === "#") return channel(id, ctx, label);
  if (target.startsWith("!")) return special(target.slice(1), label, ctx);
  const url = unescaped(target);
  if (!safeAddress(url)) return null;
  return link(url, label ? withEmoji(label) : url.replace(/^mailto:/, ""), ctx);
}

function special(target, label, ctx) {
  const [command, ...rest] = target.split("^");
  if (["channel", "here", "everyone"].includes(target)) return broadcast(target);
  if (command === "subteam" && rest.length === 1) return group(rest[0], ctx, label);
  if (command === "date" && rest.length >= 2) {
    const [timestamp, format, url] = rest;
    const said = momentWords(timestamp, format, label, ctx.now);
    return url ? link(url, said, ctx) : h("time", { title: label || null }, said);
  }
  return label ? h("span", {}, label) : null;
}

function marked(text, at, ctx, verbatim) {
  const tag = MARKS[text[at]];
  if (!tag || isWord(text[at - 1]) || /\s|undefined/.test(String(text[at + 1]))) return null;
  const end = closing(text, at);
  if (end < 0) return null;
  return { node: h(tag, {}, inline(text.slice(at + 1, end), ctx, verbatim)), end: end + 1 };
}

/** Return where the mark that opens at `at` is closed on its line, past links and code. */
function closing(text, at) {
  const mark = text[at];
  for (let next = at + 1; next < text.length && text[next] !== "\n"; next += 1) {
    const skip = { "<": ">", "`": "`" }[text[next]];
    const over = skip ? text.indexOf(skip, next + 1) : -1;
    if (over > 0) next = over;
    else if (text[next] === mark && next > at + 1 && !/\s/.test(text[next - 1]) && !isWord(text[next + 1])) return next;
  }
  return -1;
}

const isWord = (character) => character !== undefined && /[\p{L}\p{N}]/u.test(character);

function words(text, ctx, verbatim) {
  const said = unescaped(text);
  const bare = verbatim ? null : BARE.exec(said);
  if (!bare) return withEmoji(said);
  const rest = said.slice(bare.index + bare[0].length);
  return [...withEmoji(said.slice(0, bare.index)), link(bare[0], bare[0], ctx),
    ...(rest ? words(rest.replace(/[&<>]/g, escapedAgain), ctx, verbatim) : [])];
}

const escapedAgain = (sign) => ({ "&": "&amp;", "<": "&lt;", ">": "&gt;" })[sign];
