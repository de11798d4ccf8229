/** The input block: label, element, hint, and the error under it. */

import { h } from "../dom.js";
import { renderElement } from "./elements.js";
import { freshId } from "./place.js";
import { textOf } from "./text.js";

/** Return a field with all that belongs to it. */
export function input(block, ctx) {
  const error = ctx.errors?.[block.block_id];
  const [label, hint, wrong] = ["label", "hint", "error"].map(freshId);
  const described = [block.hint && hint, error && wrong].filter(Boolean).join(" ");
  const names = {
    "aria-labelledby": label,
    "aria-describedby": described || null,
    "aria-invalid": error ? "true" : null,
    "aria-required": block.optional ? null : "true",
  };
  const node = h(
    "div",
    { class: ["kit-input", error && "wrong"] },
    h("div", { id: label, class: "kit-label" }, textOf(block.label, ctx),
      block.optional && h("span", { class: "kit-optional" }, " (optional)")),
    renderElement({ block, element: block.element, ctx, names }),
    error && h("div", { id: wrong, class: "kit-error" }, error),
    block.hint && h("div", { id: hint, class: "kit-small" }, textOf(block.hint, ctx)),
  );
  // A click on the words goes to the field, as with a label; several boxes have labels of their own.
  node.firstElementChild.addEventListener("click", () => {
    node.querySelector("input:not([type=checkbox]):not([type=radio]), textarea")?.focus();
  });
  return node;
}
