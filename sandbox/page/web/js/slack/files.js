/** Files in a message: what they are, a way to get them, and the first rows of a table. */

import { h, replace } from "../dom.js";
import { icon } from "./icons.js";

const SHOWN_ROWS = 6;
const MOST_ROWS = 200;

const address = (file) => `/control/page/files/${encodeURIComponent(file.id)}`;

/** Return the card of a file. */
export function attached(file) {
  const title = file.title || file.name;
  const download = h("a", { class: "button small", href: address(file), download: file.name }, "Download");
  download.append(h("span", { class: "unseen" }, ` ${title}`));
  const head = h(
    "div",
    { class: "file-head" },
    h("span", { class: "file-icon" }, icon("file")),
    h("div", { class: "file-name" }, h("strong", {}, title), h("span", { class: "quiet" }, about(file))),
    download,
  );
  const card = h("div", { class: "file" }, head);
  if (/\.csv$/i.test(file.name)) card.append(preview(file, title));
  return card;
}

function about(file) {
  const kind = (file.name.split(".").pop() || "file").toUpperCase();
  return `${kind} · ${size(file.size ?? 0)}`;
}

function size(bytes) {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(1)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function preview(file, title) {
  const box = h(
    "div",
    { class: "csv", tabindex: "0", role: "group", "aria-label": `First rows of ${title}`, "aria-busy": "true" },
    h("p", { class: "quiet" }, "Loading the first rows…"),
  );
  const more = h("button", { type: "button", class: "as-link", hidden: true }, "");
  read(file).then(
    (rows) => show(box, more, rows),
    () => replace(box, h("p", { class: "quiet" }, icon("warning"), "The preview could not be loaded.")),
  ).finally(() => box.removeAttribute("aria-busy"));
  return h("div", { class: "csv-frame" }, box, more);
}

async function read(file) {
  const answer = await fetch(address(file));
  if (!answer.ok) throw new Error(`The sandbox answered ${answer.status}.`);
  return parse(await answer.text());
}

function show(box, more, rows) {
  const table = (count) => replace(box, tabled(rows.slice(0, count + 1)));
  table(SHOWN_ROWS);
  const left = rows.length - 1 - SHOWN_ROWS;
  if (left <= 0) return;
  more.hidden = false;
  more.textContent = `Show ${left} more ${left === 1 ? "row" : "rows"}`;
  more.addEventListener("click", () => {
    more.hidden = true;
    box.classList.add("tall");
    table(MOST_ROWS);
    box.focus();
  });
}

function tabled([head = [], ...rows]) {
  return h(
    "table",
    {},
    h("thead", {}, h("tr", {}, head.map((cell) => h("th", { scope: "col" }, cell)))),
    h("tbody", {}, rows.map((row) => h("tr", {}, row.map(cellOf)))),
  );
}

const cellOf = (cell) => h("td", { class: /^-?[\d.,]+$/.test(cell) && "number" }, cell);

/** Return the rows of a CSV text (RFC 4180). */
export function parse(text) {
  const rows = [[]];
  const field = /("(?:[^"]|"")*"|[^,\r\n]*)(,|\r?\n|$)/y;
  const clean = text.replace(/^\uFEFF/, "");
  while (field.lastIndex < clean.length) {
    const [, cell, end] = field.exec(clean) ?? [];
    if (cell === undefined) break;
    rows.at(-1).push(cell.startsWith('"') ? cell.slice(1, -1).replaceAll('""', '"') : cell);
    if (end === "") break;
    if (end !== ",") rows.push([]);
  }
  return rows.filter((row) => row.length > 0);
}
