/** The blocks that most messages are made of. */

import { h } from "../dom.js";
import { renderElement } from "./elements.js";
import { picture } from "./links.js";
import { markdown } from "./markdown.js";
import { richText } from "./rich_text.js";
import { textOf, wordsOf } from "./text.js";

const LONG_TEXT = 1200;
const LONG_LINES = 18;

/** Return a heading. */
export const header = (block, ctx) =>
  h("div", { class: "kit-header", role: "heading", "aria-level": ctx.surface === "home" ? 2 : 3 }, textOf(block.text, ctx));

/** Return a line. */
export const divider = () => h("hr", { class: "kit-divider" });

/** Return a paragraph, its fields in two columns, and what stands beside it. */
export function section(block, ctx) {
  const text = block.text && h("div", { class: "kit-text" }, textOf(block.text, ctx));
  const accessory = block.accessory && renderElement({ block, element: block.accessory, ctx });
  return h("div", { class: ["kit-section", accessory && "with-accessory"] },
    h("div", { class: "kit-main" },
      text && (isLong(block, ctx) ? folded(text) : text),
      block.fields && h("div", { class: "kit-fields" },
        block.fields.map((field) => h("div", { class: "kit-text" }, textOf(field, ctx))))),
    accessory && h("div", { class: "kit-accessory" }, accessory));
}

function isLong(block, ctx) {
  const words = wordsOf(block.text);
  const long = words.length > LONG_TEXT || words.split("\n").length > LONG_LINES;
  return long && block.expand !== true && ctx.surface === "message";
}

function folded(text) {
  text.classList.add("folded");
  const more = h("button", { type: "button", class: "kit-link-button", "aria-expanded": "false" }, "See more");
  more.addEventListener("click", () => {
    const open = !text.classList.toggle("folded");
    more.textContent = open ? "See less" : "See more";
    more.setAttribute("aria-expanded", String(open));
  });
  return [text, more];
}

/** Return small print. */
export const context = (block, ctx) =>
  h("div", { class: "kit-context" }, block.elements.map((element) =>
    element.type === "image"
      ? picture(element, "kit-icon-picture")
      : h("div", { class: "kit-text" }, textOf(element, ctx))));

/** Return a row of buttons, menus and fields. */
export const actions = (block, ctx) =>
  h("div", { class: "kit-actions" }, block.elements.map((element) => renderElement({ block, element, ctx })));

/** Return a picture with its title. */
export const image = (block, ctx) =>
  h("figure", { class: "kit-figure" },
    block.title && h("figcaption", { class: "kit-small" }, textOf(block.title, ctx)),
    picture(block, "kit-picture"));

/** Return formatted text. */
export const rich = (block, ctx) => richText(block, ctx);

/** Return the text of a markdown block. */
export const marked = (block, ctx) => h("div", { class: "kit-text kit-markdown" }, markdown(block.text ?? "", ctx));

const LEVELS = { info: "Info", warning: "Warning", error: "Error", success: "Success" };

/** Return an alert of a modal. */
export const alert = (block, ctx) =>
  h("div", { class: ["kit-alert", block.level], role: block.level === "error" ? "alert" : "status" },
    LEVELS[block.level] && h("span", { class: "unseen" }, `${LEVELS[block.level]}: `),
    h("div", { class: "kit-text" }, textOf(block.text, ctx)));
