/** Cards, carousels of them, and containers that can be folded. */

import { h } from "../dom.js";
import { renderElement } from "./elements.js";
import { picture } from "./links.js";
import { freshId } from "./place.js";
import { richText } from "./rich_text.js";
import { textOf } from "./text.js";

/** Return a card. */
export function card(block, ctx) {
  const words = [block.title && h("div", { class: "kit-card-title" }, textOf(block.title, ctx)),
    block.subtitle && h("div", { class: "kit-small" }, textOf(block.subtitle, ctx))];
  return h("div", { class: "kit-card" },
    block.hero_image && picture(block.hero_image, "kit-hero"),
    (block.icon || block.title || block.subtitle) && h("div", { class: "kit-card-head" },
      block.icon && picture(block.icon, "kit-icon-picture"), h("div", {}, words)),
    block.body && h("div", { class: "kit-text" }, textOf(block.body, ctx)),
    block.actions?.length && h("div", { class: "kit-actions" },
      block.actions.map((element) => renderElement({ block, element, ctx }))));
}

/** Return cards side by side. */
export const carousel = (block, ctx) =>
  h("div", { class: "kit-carousel", tabindex: 0, role: "region", "aria-label": `${block.elements.length} cards` },
    block.elements.map((element) => ctx.draw([element])));

/** Return a group of blocks under a title. */
export function container(block, ctx) {
  const body = h("div", { class: "kit-container-body", id: freshId("container") }, ctx.draw(block.child_blocks));
  const title = block.rich_text_title ? richText(block.rich_text_title, ctx) : textOf(block.title, ctx);
  const words = [block.icon && picture(block.icon, "kit-icon-picture"),
    h("span", { class: "kit-container-words" }, h("span", { class: "kit-card-title" }, title),
      block.subtitle && h("span", { class: "kit-small" }, textOf(block.subtitle, ctx)))];
  const looks = ["kit-container", block.width ?? "standard", block.has_header_divider && "divided"];
  if (!block.is_collapsible) {
    return h("div", { class: looks }, h("div", { class: "kit-container-head" }, words), body);
  }
  const button = h("button", { type: "button", class: "kit-container-head", "aria-controls": body.id }, words,
    h("span", { class: "kit-caret", "aria-hidden": "true" }));
  const fold = (folded) => {
    body.hidden = folded;
    button.setAttribute("aria-expanded", String(!folded));
  };
  button.addEventListener("click", () => fold(!body.hidden));
  fold(Boolean(block.default_collapsed));
  return h("div", { class: looks }, button, body);
}
