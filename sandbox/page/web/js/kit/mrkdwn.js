/** mrkdwn, Slack's own markup: lines, quotations and blocks of code. */

import { h } from "../dom.js";
import { inline, unescaped } from "./inline.js";

const FENCE = "```";
const QUOTE = /^(?:>|&gt;)\s?/;
const QUOTE_ALL = /^(?:>>>|&gt;&gt;&gt;)\s?/;
const ITEM = /^\s*(?:[•◦▪‣-]|\d{1,3}[.)])\s+/;

/** Return the nodes of a text; `verbatim` leaves bare addresses as they are. */
export function mrkdwn(text, ctx, verbatim = false) {
  const nodes = [];
  const parts = text.split(FENCE);
  // An odd fence at the end opens nothing.
  const closed = parts.length % 2 === 1 ? parts.length : parts.length - 1;
  for (let n = 0; n < closed; n += 1) {
    if (n % 2 === 1) nodes.push(h("pre", {}, h("code", {}, unescaped(parts[n].replace(/^\n|\n$/g, "")))));
    else nodes.push(...lines(n === closed - 1 ? parts.slice(n).join(FENCE) : parts[n], ctx, verbatim, n));
  }
  return nodes;
}

function lines(text, ctx, verbatim, n) {
  const trimmed = n > 0 ? text.replace(/^\n/, "") : text;
  if (!trimmed) return [];
  const nodes = [];
  const rows = trimmed.split("\n");
  for (let at = 0; at < rows.length; ) {
    if (QUOTE_ALL.test(rows[at])) {
      const rest = rows.slice(at).join("\n").replace(QUOTE_ALL, "");
      return [...nodes, h("blockquote", {}, plainLines(rest.split("\n"), ctx, verbatim))];
    }
    const quoted = QUOTE.test(rows[at]);
    let end = at + 1;
    while (end < rows.length && QUOTE.test(rows[end]) === quoted && !QUOTE_ALL.test(rows[end])) end += 1;
    const part = rows.slice(at, end);
    if (quoted) {
      nodes.push(h("blockquote", {}, plainLines(part.map((row) => row.replace(QUOTE, "")), ctx, verbatim)));
    } else {
      nodes.push(...plainLines(part, ctx, verbatim));
    }
    at = end;
  }
  return nodes;
}

/** Return lines with breaks between them; those that begin as an item of a list hang. */
function plainLines(rows, ctx, verbatim) {
  const nodes = [];
  rows.forEach((row, at) => {
    const item = ITEM.exec(row);
    if (item) {
      nodes.push(h("span", { class: "kit-item" }, inline(row, ctx, verbatim)));
      return;
    }
    nodes.push(...inline(row, ctx, verbatim));
    const next = rows[at + 1];
    if (next !== undefined && !ITEM.test(next)) nodes.push(h("br"));
  });
  return nodes;
}
