/** The markdown block: the plain part of ordinary Markdown that Slack documents for it. */

import { h } from "../dom.js";
import { withEmoji } from "./emoji.js";
import { link } from "./links.js";

const BLOCK = [
  [/^(#{1,6})\s+(.+?)\s*#*$/, (match, ctx) => h("p", { class: ["kit-heading", `of-${match[1].length}`] }, spans(match[2], ctx))],
  [/^(?:-{3,}|\*{3,}|_{3,})\s*$/, () => h("hr")],
];
const ITEM = /^(\s*)(?:([-*+])|(\d+)[.)])\s+(.*)$/;
const TASK = /^\[([ xX])\]\s+/;
const SPAN = new RegExp(
  ["(`+)(?<code>.+?)\\1", "!?\\[(?<words>[^\\]]*)\\]\\((?<url>[^()\\s]+)\\)", "\\*\\*(?<bold>.+?)\\*\\*",
    "__(?<bold2>.+?)__", "~~(?<strike>.+?)~~", "\\*(?<italic>[^*\\s][^*]*)\\*",
    "(?<![\\p{L}\\p{N}])_(?<italic2>[^_]+)_(?![\\p{L}\\p{N}])"].join("|"), "u");

/** Return the nodes of a markdown text; HTML in it stays text. */
export function markdown(text, ctx) {
  const rows = text.split("\n");
  const nodes = [];
  for (let at = 0; at < rows.length; ) {
    const [node, next] = blockAt(rows, at, ctx);
    if (node) nodes.push(node);
    at = next;
  }
  return nodes;
}

function blockAt(rows, at, ctx) {
  const row = rows[at];
  if (!row.trim()) return [null, at + 1];
  for (const [pattern, make] of BLOCK) {
    const match = pattern.exec(row);
    if (match) return [make(match, ctx), at + 1];
  }
  if (/^```/.test(row)) return fenced(rows, at);
  if (/^>/.test(row)) return quoted(rows, at, ctx);
  if (row.includes("|") && /^\s*\|?[\s:|-]*-[\s:|-]*$/.test(rows[at + 1] ?? "")) return table(rows, at, ctx);
  if (ITEM.test(row)) return list(rows, at, ctx);
  return paragraph(rows, at, ctx);
}

function run(rows, at, fits) {
  let end = at;
  while (end < rows.length && fits(rows[end])) end += 1;
  return end;
}

function fenced(rows, at) {
  const end = run(rows, at + 1, (row) => !/^```/.test(row));
  return [h("pre", {}, h("code", {}, rows.slice(at + 1, end).join("\n"))), end + 1];
}

function quoted(rows, at, ctx) {
  const end = run(rows, at, (row) => /^>/.test(row));
  const inner = rows.slice(at, end).map((row) => row.replace(/^>\s?/, ""));
  return [h("blockquote", {}, markdown(inner.join("\n"), ctx)), end];
}

function list(rows, at, ctx) {
  const end = run(rows, at, (row) => ITEM.test(row));
  const items = rows.slice(at, end).map((row) => ITEM.exec(row));
  const ordered = items[0][3] !== undefined;
  const drawn = items.map(([, space, , , words]) => {
    const task = TASK.exec(words);
    const mark = task && h("span", { role: "img", "aria-label": task[1] === " " ? "to do" : "done" }, task[1] === " " ? "☐ " : "☑ ");
    return h("li", { dataset: { indent: Math.min(Math.floor(space.length / 2), 8) } }, mark, spans(words.replace(TASK, ""), ctx));
  });
  return [h(ordered ? "ol" : "ul", { class: "kit-list", start: ordered ? items[0][3] : null }, drawn), end];
}

function table(rows, at, ctx) {
  const end = run(rows, at, (row) => row.includes("|"));
  const cells = (row) => row.trim().replace(/^\||\|$/g, "").split("|").map((cell) => cell.trim());
  const [head, , ...body] = rows.slice(at, end).map(cells);
  const drawn = h("table", { class: "kit-table" },
    h("thead", {}, h("tr", {}, head.map((cell) => h("th", { scope: "col" }, spans(cell, ctx))))),
    h("tbody", {}, body.map((row) => h("tr", {}, row.map((cell) => h("td", {}, spans(cell, ctx)))))));
  return [h("div", { class: "kit-scroll", tabindex: 0, role: "region", "aria-label": "Table" }, drawn), end];
}

function paragraph(rows, at, ctx) {
  const end = Math.max(at + 1, run(rows, at, (row) => row.trim() && !/^(#{1,6}\s|```|>)/.test(row) && !ITEM.test(row)));
  const lines = rows.slice(at, end).flatMap((row, n) => (n ? [h("br"), ...spans(row, ctx)] : spans(row, ctx)));
  return [h("p", {}, lines), end];
}

function spans(text, ctx) {
  const match = SPAN.exec(text);
  if (!match) return withEmoji(text);
  const { code, words, url, bold, bold2, strike, italic, italic2 } = match.groups;
  const inner = bold ?? bold2 ?? strike ?? italic ?? italic2;
  const tag = (bold ?? bold2) ? "strong" : strike ? "s" : "em";
  const node = code !== undefined ? h("code", {}, code)
    : url !== undefined ? link(url, words || url, ctx) : h(tag, {}, spans(inner, ctx));
  return [...withEmoji(text.slice(0, match.index)), node, ...spans(text.slice(match.index + match[0].length), ctx)];
}
