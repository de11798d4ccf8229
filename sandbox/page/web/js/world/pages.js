/** A list and the page of one of its things in the same place; the way back keeps the place. */

import { h } from "../dom.js";
import { saying } from "../toast.js";
import { redraw } from "./parts.js";

/** @param {HTMLElement} panel  @param {HTMLElement} list */
export function pages(panel, list) {
  const page = h("article", { class: "sheet", hidden: true, tabindex: "-1" });
  const body = h("div", { class: "sheet-body" });
  const back = h("button", { type: "button", class: "button plain small back" }, "‹ Back to the list");
  const stack = [];
  let top = 0;
  let from = null;
  panel.append(list, page);
  page.append(back, body);
  back.addEventListener("click", leave);
  page.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target === page) leave();
  });

  function leave() {
    stack.pop();
    if (stack.length) {
      turn(true);
      return;
    }
    page.hidden = true;
    list.hidden = false;
    panel.scrollTop = top;
    (from?.isConnected ? from : list.querySelector("input, button"))?.focus({ preventScroll: true });
  }

  async function turn(fresh) {
    const shown = stack.at(-1);
    if (!shown) return;
    const nodes = await saying(shown.draw());
    if (stack.at(-1) !== shown) return;
    if (!nodes) {
      if (fresh) leave();
      return;
    }
    if (page.hidden) {
      top = panel.scrollTop;
      from = list.contains(document.activeElement) ? document.activeElement : null;
    }
    list.hidden = true;
    page.hidden = false;
    back.textContent = stack.length > 1 ? "‹ Back" : "‹ Back to the list";
    if (!fresh) {
      redraw(body, nodes);
      return;
    }
    body.replaceChildren(...[nodes].flat(Infinity).filter(Boolean));
    panel.scrollTop = 0;
    page.focus({ preventScroll: true });
  }

  return {
    /** Show the page of a thing; `draw` returns its nodes, also when it is to be drawn again. */
    open(key, draw) {
      if (stack.at(-1)?.key !== key) stack.push({ key, draw });
      return turn(true);
    },
    /** Draw the page anew if it is about this. */
    again(key) {
      if (stack.at(-1)?.key === key) turn(false);
    },
    /** The key of what is open. */
    get key() {
      return stack.at(-1)?.key;
    },
    leave,
  };
}
