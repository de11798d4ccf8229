/** Buttons: plain, primary, danger, with an address, with an icon, and the two of feedback. */

import { h, svg } from "../dom.js";
import { safeAddress } from "./links.js";
import { marks, tell } from "./place.js";
import { textOf } from "./text.js";

const STYLES = { primary: "kit-primary", danger: "kit-danger" };

/** Return a button. */
export function button(place) {
  const { element, ctx } = place;
  const looks = {
    ...marks(place),
    class: ["kit-button", STYLES[element.style]],
    "aria-label": element.accessibility_label,
  };
  const url = safeAddress(element.url ?? "");
  const node = url
    ? h("a", { ...looks, href: url, target: "_blank", rel: "noopener noreferrer" }, textOf(element.text, ctx))
    : h("button", { ...looks, type: "button" }, textOf(element.text, ctx));
  node.addEventListener("click", (event) => {
    if (url && ctx.follow?.(url)) event.preventDefault();
    // Slack opens the address and tells the app as well.
    tell(place, node, {});
  });
  return node;
}

/** Return a button that starts a workflow of Slack's; there are none in the sandbox. */
export function workflowButton(place) {
  return h("button", { ...marks(place), type: "button", class: ["kit-button", STYLES[place.element.style]],
    "aria-label": place.element.accessibility_label, disabled: true,
    title: "Slack's own workflows do not run in the sandbox" }, textOf(place.element.text, place.ctx));
}

/** Return a small button with an icon. */
export function iconButton(place) {
  const { element, ctx } = place;
  const node = h("button", { ...marks(place), type: "button", class: "kit-icon-button",
    "aria-label": element.accessibility_label }, bin(), h("span", {}, textOf(element.text, ctx)));
  node.addEventListener("click", () => tell(place, node, {}));
  return node;
}

/** Return the two buttons that say whether an answer was any good. */
export function feedbackButtons(place) {
  const { element, ctx } = place;
  const one = (given) => {
    const node = h("button", { ...marks(place), type: "button", class: "kit-icon-button", "aria-pressed": "false",
      "aria-label": given.accessibility_label }, textOf(given.text, ctx));
    node.addEventListener("click", () => {
      for (const other of node.parentNode.children) other.setAttribute("aria-pressed", String(other === node));
      tell(place, node, { value: given.value });
    });
    return node;
  };
  return h("span", { class: "kit-feedback", role: "group", "aria-label": "Feedback" },
    one(element.positive_button), one(element.negative_button));
}

const bin = () =>
  svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: "kit-icon" },
    svg("path", { d: "M4 5.5h12M8 5V3.5h4V5M5.5 5.5 6.3 17h7.4l.8-11.5M8.5 8.5v5.5M11.5 8.5v5.5", fill: "none",
      stroke: "currentColor", "stroke-width": 1.5, "stroke-linecap": "round", "stroke-linejoin": "round" }));
