/** Checkboxes and radio buttons. */

import { h } from "../dom.js";
import { entered, freshId, held, marks, ownName } from "./place.js";
import { textOf } from "./text.js";

/** Return checkboxes. */
export function checkboxes(place) {
  const chosen = new Set((held(place, "selected_options", "initial_options") ?? []).map((one) => one.value));
  return group(place, "checkbox", (option) => chosen.has(option.value), (boxes, options) =>
    options.filter((_, n) => boxes[n].checked).map((one) => one.value));
}

/** Return radio buttons. */
export function radioButtons(place) {
  const chosen = held(place, "selected_option", "initial_option")?.value;
  return group(place, "radio", (option) => option.value === chosen, (boxes, options) =>
    options[boxes.findIndex((box) => box.checked)]?.value ?? null);
}

function group(place, type, isChosen, valueOf) {
  const { element, ctx, names } = place;
  const name = freshId(type);
  const boxes = element.options.map((option) =>
    h("input", { type, name, value: option.value, checked: isChosen(option) }));
  const rows = element.options.map((option, n) => {
    const about = option.description && freshId("about");
    if (about) boxes[n].setAttribute("aria-describedby", about);
    return h("div", { class: "kit-check" },
      h("label", {}, boxes[n], h("span", {}, textOf(option.text, ctx))),
      about && h("div", { id: about, class: "kit-small" }, textOf(option.description, ctx)));
  });
  // Whether it has to be answered can be said of radio buttons, and of no group of checkboxes.
  const { "aria-required": required, ...tied } = names ?? {};
  const node = h("div", { ...marks(place), ...tied, ...ownName(place, "Options"), class: "kit-checks",
    role: type === "radio" ? "radiogroup" : "group", "aria-required": type === "radio" ? required : null }, rows);
  let before = boxes.map((box) => box.checked);
  node.addEventListener("change", async () => {
    const value = valueOf(boxes, element.options);
    const meant = await entered(place, node, value, { option: value });
    if (!meant) boxes.forEach((box, n) => { box.checked = before[n]; });
    before = boxes.map((box) => box.checked);
  });
  return node;
}
