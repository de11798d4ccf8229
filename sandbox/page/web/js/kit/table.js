/** The table block: its first row is the head; columns say how they are aligned. */

import { h } from "../dom.js";
import { withEmoji } from "./emoji.js";
import { richText, richWords } from "./rich_text.js";

/** Return the content of a cell. */
export function cellContent(cell, ctx) {
  if (cell?.type === "rich_text") return richText(cell, ctx);
  return withEmoji(cellWords(cell));
}

/** Return a cell as text. */
export function cellWords(cell) {
  if (cell?.type === "rich_text") return richWords(cell);
  return cell?.text ?? (cell?.value === undefined ? "" : String(cell.value));
}

/** Return a box that scrolls sideways when its table is too wide, by keyboard too. */
export const scrolling = (name, content) =>
  h("div", { class: "kit-scroll", tabindex: 0, role: "region", "aria-label": name }, content);

/** Return a table. */
export function table(block, ctx) {
  const [head, ...body] = block.rows;
  const settings = block.column_settings ?? [];
  const looks = (n) => [`align-${settings[n]?.align ?? "left"}`, settings[n]?.is_wrapped && "wraps"];
  const row = (cells, tag) => h("tr", {}, cells.map((cell, n) =>
    h(tag, { class: looks(n), scope: tag === "th" ? "col" : null }, cellContent(cell, ctx))));
  return scrolling("Table", h("table", { class: "kit-table" },
    h("thead", {}, row(head, "th")), h("tbody", {}, body.map((cells) => row(cells, "td")))));
}
