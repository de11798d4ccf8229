/** A pressed control: busy until the app has answered, and Slack's triangle when it did not. */

import { h, svg } from "../dom.js";
import { toast } from "../toast.js";

/** Run `doing` while `control` is shown busy; show its error beside it. */
export async function press(control, doing) {
  calm(control);
  control.setAttribute("aria-busy", "true");
  try {
    await doing();
  } catch (error) {
    trouble(control, error.message);
  } finally {
    control.removeAttribute("aria-busy");
  }
}

/** Take away what was said about the last press. */
export function calm(control) {
  const said = anchor(control).nextElementSibling;
  if (said?.classList.contains("kit-trouble")) said.remove();
}

/** Say beside a control why what it was for did not happen. */
export function trouble(control, words) {
  // A message may have been drawn anew in the meantime: then there is nothing to stand beside.
  if (!control.isConnected) {
    toast(words, { bad: true });
    return;
  }
  anchor(control).after(h("span", { class: "kit-trouble", role: "alert", title: words }, triangle(), h("span", {}, words)));
}

const anchor = (control) => control.closest("[data-kit-anchor]") ?? control;

/** Return the error triangle. */
export function triangle() {
  return svg("svg", { viewBox: "0 0 20 20", "aria-hidden": "true", class: "kit-triangle" },
    svg("path", { d: "M10 2 19 18H1Z", class: "kit-fill-amber" }),
    svg("path", { d: "M10 8v4.2M10 15.4v.1", class: "kit-line-dark", "stroke-width": 2, "stroke-linecap": "round" }));
}
