/** The data table: sorted by its heads, filtered by words, a page at a time. */

import { h, replace } from "../dom.js";
import { freshId } from "./place.js";
import { cellContent, cellWords, scrolling } from "./table.js";

const PAGE = 5;
const ORDERS = ["none", "ascending", "descending"];
const ARROWS = { none: "↕", ascending: "↑", descending: "↓" };
const words = new Intl.Collator("en", { numeric: true, sensitivity: "base" });

/** Return the table with its controls. */
export function dataTable(block, ctx) {
  const [head, ...all] = block.rows;
  const size = block.page_size ?? PAGE;
  const shown = { column: -1, order: "none", typed: "", page: 0 };
  const numeric = head.map((_, n) => all.every((row) => row[n]?.type === "raw_number"));

  const rows = () => {
    const typed = shown.typed.trim().toLowerCase();
    const kept = all.filter((row) => row.some((cell) => cellWords(cell).toLowerCase().includes(typed)));
    if (shown.order === "none") return kept;
    const turn = shown.order === "ascending" ? 1 : -1;
    return kept.sort((a, b) => turn * compared(a[shown.column], b[shown.column]));
  };
  const heads = head.map((cell, n) => {
    const arrow = h("span", { class: "kit-arrow", "aria-hidden": "true" }, ARROWS.none);
    const button = h("button", { type: "button", class: "kit-sort" }, cellWords(cell), arrow);
    const node = h("th", { scope: "col", "aria-sort": "none", class: numeric[n] && "align-right" }, button);
    button.addEventListener("click", () => {
      const next = shown.column === n ? ORDERS[(ORDERS.indexOf(shown.order) + 1) % ORDERS.length] : "ascending";
      Object.assign(shown, { column: n, order: next, page: 0 });
      draw();
    });
    return { node, arrow };
  });
  const body = h("tbody");
  const count = h("span", { class: "kit-small", role: "status" });
  const step = (by, name, sign) => {
    const button = h("button", { type: "button", class: "kit-button kit-page", "aria-label": name }, sign);
    button.addEventListener("click", () => {
      if (button.getAttribute("aria-disabled") === "true") return;
      shown.page += by;
      draw();
    });
    return button;
  };
  const [back, on] = [step(-1, "Previous page", "‹"), step(1, "Next page", "›")];

  const draw = () => {
    const found = rows();
    const pages = Math.max(Math.ceil(found.length / size), 1);
    shown.page = Math.min(Math.max(shown.page, 0), pages - 1);
    const first = shown.page * size;
    const part = found.slice(first, first + size);
    heads.forEach(({ node, arrow }, n) => {
      const order = n === shown.column ? shown.order : "none";
      node.setAttribute("aria-sort", order);
      arrow.textContent = ARROWS[order];
    });
    replace(body, part.length ? part.map(drawRow) : h("tr", {}, h("td", { colspan: head.length, class: "kit-small" }, "No row has these words.")));
    back.setAttribute("aria-disabled", String(shown.page === 0));
    on.setAttribute("aria-disabled", String(shown.page === pages - 1));
    count.textContent = part.length ? `${first + 1}–${first + part.length} of ${found.length}` : `0 of ${all.length}`;
  };
  const drawRow = (row) => h("tr", {}, row.map((cell, n) => {
    const looks = { class: numeric[n] && "align-right" };
    return n === block.row_header_column_index
      ? h("th", { scope: "row", ...looks }, cellContent(cell, ctx))
      : h("td", looks, cellContent(cell, ctx));
  }));

  const caption = freshId("caption");
  const filter = h("input", { type: "search", class: "input kit-filter", placeholder: "Filter", "aria-label": `Filter ${block.caption}` });
  filter.addEventListener("input", () => {
    Object.assign(shown, { typed: filter.value, page: 0 });
    draw();
  });
  draw();
  return h("div", { class: "kit-data-table" },
    h("div", { class: "kit-data-head" }, h("div", { id: caption, class: "kit-caption" }, block.caption), filter),
    scrolling(block.caption, h("table", { class: "kit-table", "aria-labelledby": caption },
      h("thead", {}, h("tr", {}, heads.map(({ node }) => node))), body)),
    h("div", { class: "kit-data-foot" }, count, all.length > size && h("span", { class: "kit-pages" }, back, on)));
}

function compared(a, b) {
  if (a?.type === "raw_number" && b?.type === "raw_number") return a.value - b.value;
  return words.compare(cellWords(a), cellWords(b));
}
