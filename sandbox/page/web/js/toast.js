/** A line at the edge of the page that says what happened, or why something did not. */

import { h } from "./dom.js";

const SECONDS = 8;

/** Say something; `bad` when it is about what could not be done; `extra`: a control. Return the line. */
export function toast(words, { bad = false, extra = null } = {}) {
  const close = h("button", { type: "button", class: "button plain small", "aria-label": "Dismiss" }, "×");
  const line = h("div", { class: ["toast", bad && "bad"] }, h("span", {}, words), extra, close);
  close.addEventListener("click", () => line.remove());
  document.getElementById("toasts").append(line);
  setTimeout(() => line.remove(), SECONDS * 1000);
  return line;
}

/** Wait for `doing` and say it if that fails; return its value, or undefined. */
export async function saying(doing) {
  try {
    return await doing;
  } catch (error) {
    toast(error.message, { bad: true });
    return undefined;
  }
}
