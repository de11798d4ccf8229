/** A button with a menu of further things to do; arrows, Home, End and Escape as usual. */

import { h } from "../dom.js";
import { busy } from "./parts.js";

let made = 0;
const GAP = 4;

/**
 * @param {string} words
 * @param {Array<[string, () => Promise|void, {danger?: boolean}?]|null>} items  null is left out
 */
export function menu(words, items, { label, kind = "" } = {}) {
  const id = `menu-${++made}`;
  const open = h("button", {
    type: "button", class: ["button", "small", kind], "aria-haspopup": "menu", "aria-expanded": "false",
    "aria-controls": id, "aria-label": label, dataset: { key: `menu ${words}` },
  }, words, h("span", { "aria-hidden": "true" }, "▾"));
  const list = h("div", { id, class: "menu", role: "menu", popover: "auto", "aria-label": label ?? words });
  for (const [name, doing, { danger = false } = {}] of items.filter(Boolean)) {
    list.append(h("button", {
      type: "button", role: "menuitem", tabindex: "-1", class: danger && "danger",
      on: {
        click: () => {
          list.hidePopover();
          open.focus();
          busy(open, doing);
        },
      },
    }, name));
  }
  open.addEventListener("click", () => list.togglePopover());
  open.addEventListener("keydown", (event) => {
    if (event.key !== "ArrowDown" && event.key !== "ArrowUp") return;
    event.preventDefault();
    if (!list.matches(":popover-open")) list.showPopover();
  });
  list.addEventListener("toggle", (event) => {
    const shown = event.newState === "open";
    open.setAttribute("aria-expanded", String(shown));
    if (!shown) return;
    place(list, open);
    list.firstElementChild?.focus();
  });
  list.addEventListener("keydown", (event) => move(event, list, open));
  return h("span", { class: "menu-of" }, open, list);
}

function place(list, open) {
  const at = open.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = list;
  const below = at.bottom + GAP + height <= innerHeight;
  list.style.top = `${Math.max(GAP, below ? at.bottom + GAP : at.top - GAP - height)}px`;
  list.style.left = `${Math.max(GAP, Math.min(at.right - width, innerWidth - width - GAP))}px`;
}

function move(event, list, open) {
  const items = [...list.children];
  const at = items.indexOf(document.activeElement);
  const next = {
    ArrowDown: (at + 1) % items.length,
    ArrowUp: (at - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }[event.key];
  if (next !== undefined) {
    event.preventDefault();
    items[next].focus();
  } else if (event.key === "Escape" || event.key === "Tab") {
    list.hidePopover();
    if (event.key === "Escape") open.focus();
  }
}
