/** The small parts that the world is put together from. */

import { h } from "../dom.js";
import { saying } from "../toast.js";

/**
 * Return a button that is busy while it does what it does, and says when that fails.
 * @param {string} words
 * @param {(event: Event) => Promise|void} doing
 * @param {{kind?: string, label?: string, key?: string, disabled?: boolean, title?: string}} [more]
 */
export function button(words, doing, { kind = "", label, key = words, disabled = false, title } = {}) {
  const made = h("button", {
    type: "button", class: ["button", "small", kind], "aria-label": label, disabled, title,
    dataset: { key },
  }, words);
  made.addEventListener("click", (event) => busy(made, () => doing(event)));
  return made;
}

/** Mark `control` busy until `doing` is done; what fails is said. Pressing again meanwhile is idle. */
export async function busy(control, doing) {
  if (control.getAttribute("aria-busy") === "true") return undefined;
  control.setAttribute("aria-busy", "true");
  try {
    return await saying((async () => doing())());
  } finally {
    control.removeAttribute("aria-busy");
  }
}

/** Return a pill; kinds are good, warn, bad, info or none. */
export const badge = (words, kind = "") => h("span", { class: ["badge", kind] }, words);

/** Return a titled part of a page; `side` stands at the end of the title. */
export function section(title, side, ...children) {
  return h("section", { class: "part" },
    h("header", { class: "row spread" }, h("h3", {}, title), side ? h("div", { class: "row" }, side) : null),
    ...children);
}

/** Return names and values, leaving out what is empty: [[name, value], ...]. */
export function facts(rows, kind = "") {
  const shown = rows.filter(([, value]) => value !== null && value !== undefined && value !== "");
  return h("dl", { class: ["facts", kind] },
    shown.map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", {}, value))));
}

/** Return a table: columns [{words, number?}], rows of cells. */
export function table(label, columns, rows) {
  const cell = (tag, value, column) =>
    h(tag, { class: column.number && "number", scope: tag === "th" ? "col" : undefined }, value);
  return h("div", { class: "scrolls", tabindex: "0", role: "region", "aria-label": label },
    h("table", {},
      h("thead", {}, h("tr", {}, columns.map((column) => cell("th", column.words, column)))),
      h("tbody", {}, rows.map((row) =>
        h("tr", {}, row.map((value, at) => cell("td", value, columns[at])))))));
}

/** Return what stands where there is nothing. */
export const empty = (...words) => h("p", { class: "empty" }, ...words);

/**
 * Draw `node` anew without losing the place: the focus, open details and the scroll are kept.
 * @param {HTMLElement} node
 * @param {...Node} children
 */
export function redraw(node, ...children) {
  const key = node.contains(document.activeElement) ? document.activeElement.dataset.key : undefined;
  const open = new Set(
    [...node.querySelectorAll("details[open]")].map((found) => found.dataset.key));
  const top = node.scrollTop;
  node.replaceChildren(...children.flat(Infinity).filter(Boolean));
  for (const found of node.querySelectorAll("details")) {
    if (open.has(found.dataset.key)) found.open = true;
  }
  node.scrollTop = top;
  if (key) node.querySelector(`[data-key="${CSS.escape(key)}"]`)?.focus({ preventScroll: true });
}

/** Return `doing`, done once at the end of a burst of calls. */
export function soon(doing, milliseconds = 120) {
  let waiting = 0;
  return (...given) => {
    clearTimeout(waiting);
    waiting = setTimeout(() => doing(...given), milliseconds);
  };
}

/** Return "Amount invoiced" for "Closedwon_Amount_Invoiced__c" or "amount_invoiced". */
export function named(field) {
  const words = field.replace(/^Closedwon_/, "").replace(/__[cr]$/, "").replaceAll("_", " ");
  const spaced = words.replace(/([a-z])([A-Z])/g, "$1 $2").toLowerCase();
  return spaced.charAt(0).toUpperCase() + spaced.slice(1);
}

/** Return minor units for what somebody typed, e.g. 120050 for ("1,200.50", "usd"). */
export function minor(text, digits) {
  const plain = text.replaceAll(",", "").trim();
  const found = /^(-?\d+)(?:\.(\d+))?$/.exec(plain);
  if (!found || (found[2] ?? "").length > digits) {
    throw new Error(`“${text}” is not an amount with at most ${digits} decimals.`);
  }
  return Number(found[1] + (found[2] ?? "").padEnd(digits, "0"));
}

/** Return "1200.50" for (120050, 2): what a field for an amount begins with. */
export const major = (amount, digits) => (amount / 10 ** digits).toFixed(digits);
