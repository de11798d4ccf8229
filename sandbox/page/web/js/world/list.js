/** A list that is searched and comes page by page; an event changes only the row it is about. */

import { get } from "../api.js";
import * as live from "../live.js";
import { h, replace } from "../dom.js";
import { saying } from "../toast.js";
import { empty, soon } from "./parts.js";

const PAGE = 50;

/**
 * @param {{path: string, label: string, draw: (row) => Node, open: (row) => void, none: string,
 *   event: string, filters?: Node[], asked?: () => Object}} of  `asked`: what the filters ask for
 * @returns {{node: HTMLElement, look: () => void}}  `look`: look at all of it anew
 */
export function paged({ path, label, draw, open, none, event, filters = [], asked = () => ({}) }) {
  const rows = new Map();
  const list = h("ul", { class: "lines", "aria-label": label });
  const total = h("p", { class: "quiet small-words", role: "status" });
  const end = h("div", { class: "list-end" });
  const more = h("button", { type: "button", class: "button small", hidden: true }, "Show more");
  const search = h("input", {
    type: "search", class: "input", placeholder: `Search ${label.toLowerCase()}`, "aria-label": `Search ${label.toLowerCase()}`,
  });
  let there = 0;
  let newest = 0;
  let asking = 0;
  let loading = false;

  const query = () => ({ q: search.value.trim(), ...asked() });
  const narrowed = () => Object.values(query()).some(Boolean);

  async function load(offset) {
    const mine = ++asking;
    loading = true;
    const page = await saying(get(path, { ...query(), offset, limit: PAGE }));
    if (mine !== asking) return;
    loading = false;
    if (!page) return;
    if (offset === 0) {
      rows.clear();
      list.replaceChildren();
    }
    for (const row of page.rows) if (!rows.has(row.id)) list.append(keep(row));
    there = page.total;
    tell();
  }

  function keep(row) {
    const line = h("li", {}, h("button", { type: "button", class: "line", on: { click: () => open(rows.get(row.id).row) } }, draw(row)));
    line.addEventListener("animationend", () => line.classList.remove("fresh"));
    rows.set(row.id, { row, line });
    newest = Math.max(newest, row.created ?? 0);
    return line;
  }

  function tell() {
    const few = rows.size < there;
    more.hidden = !few;
    const known = rows.size === 0 ? "" : few ? `${rows.size} of ${there.toLocaleString("en-US")}` : `${there.toLocaleString("en-US")} in all`;
    total.textContent = known;
    replace(end, rows.size === 0 ? empty(narrowed() ? "Nothing matches." : none) : null);
  }

  function hear(row) {
    const known = rows.get(row.id);
    if (known) {
      known.row = row;
      replace(known.line.firstElementChild, draw(row));
      known.line.classList.remove("fresh");
      requestAnimationFrame(() => known.line.classList.add("fresh"));
    } else if (narrowed()) {
      again();
    } else if (rows.size < there && !(row.created > newest)) {
      peek();
    } else {
      begin(row);
      there += 1;
      tell();
    }
  }

  function begin(row) {
    list.prepend(keep(row));
    rows.get(row.id).line.classList.add("fresh");
  }

  /** What is not shown may be new, or further down than was looked: only the list's head tells. */
  const peek = soon(async () => {
    const mine = asking;
    const page = await saying(get(path, { ...query(), offset: 0, limit: PAGE }));
    if (!page || mine !== asking) return;
    for (const row of page.rows.filter(({ id }) => !rows.has(id)).reverse()) begin(row);
    there = page.total;
    tell();
  }, 20);

  const look = () => load(0);
  const again = soon(look, 250);
  search.addEventListener("input", again);
  more.addEventListener("click", () => load(rows.size));
  new IntersectionObserver((seen) => {
    if (seen.some((entry) => entry.isIntersecting) && !loading && rows.size < there) load(rows.size);
  }, { rootMargin: "400px" }).observe(end);
  live.on(event, hear);
  live.on("again", look);
  const node = h("div", { class: "listing" }, h("div", { class: "row sift" }, search, filters), total, list, more, end);
  return { node, look };
}
