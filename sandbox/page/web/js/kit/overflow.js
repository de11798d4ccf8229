/** The "⋯" menu. */

import { h } from "../dom.js";
import { safeAddress } from "./links.js";
import { freshId, marks, tell } from "./place.js";
import { popup } from "./popup.js";
import { textOf } from "./text.js";

const STEPS = { ArrowDown: 1, ArrowUp: -1 };

/** Return the menu, closed. */
export function overflow(place) {
  const { element, ctx } = place;
  const id = freshId("menu");
  const button = h("button", { ...marks(place), type: "button", class: "kit-button kit-more", "aria-label": "More actions",
    "aria-haspopup": "menu", "aria-expanded": "false", "aria-controls": id },
    h("span", { "aria-hidden": "true" }, "⋯"));
  const items = element.options.map((option) => item(option, ctx));
  const menu = h("div", { id, class: "kit-menu", role: "menu", "aria-label": "More actions" }, items);
  const panel = popup(button, menu, () => button.setAttribute("aria-expanded", "false"));

  const open = (at) => {
    button.setAttribute("aria-expanded", "true");
    panel.open();
    items.at(at).focus();
  };
  const close = () => {
    panel.close();
    button.focus();
  };
  button.addEventListener("click", () => (panel.isOpen() ? close() : open(0)));
  button.addEventListener("keydown", (event) => {
    if (!(event.key in STEPS)) return;
    event.preventDefault();
    open(event.key === "ArrowDown" ? 0 : -1);
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key === "Tab") panel.close();
    if (event.key === "Escape") {
      event.preventDefault();
      event.stopPropagation();
      close();
    }
    const at = items.indexOf(document.activeElement);
    const to = event.key === "Home" ? 0 : event.key === "End" ? items.length - 1 : at + (STEPS[event.key] ?? 0);
    if (to === at && !(event.key in STEPS)) return;
    event.preventDefault();
    items[(to + items.length) % items.length].focus();
  });
  items.forEach((node, n) => node.addEventListener("click", (event) => {
    const option = element.options[n];
    if (safeAddress(option.url ?? "") && ctx.follow?.(option.url)) event.preventDefault();
    close();
    tell(place, button, { option: option.value });
  }));
  return h("span", { class: "kit-overflow", dataset: { kitAnchor: "" } }, button, menu);
}

function item(option, ctx) {
  const content = [h("span", {}, textOf(option.text, ctx)),
    option.description && h("span", { class: "kit-small" }, textOf(option.description, ctx))];
  const url = safeAddress(option.url ?? "");
  return url
    ? h("a", { class: "kit-menu-item", role: "menuitem", tabindex: -1, href: url, target: "_blank", rel: "noopener noreferrer" }, content)
    : h("button", { class: "kit-menu-item", role: "menuitem", tabindex: -1, type: "button" }, content);
}
