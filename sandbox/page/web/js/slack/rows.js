/** Messages in order, one element each: what changes is drawn again, and nothing else. */

import { h } from "../dom.js";
import { isoDay } from "../words.js";
import { keepFocus } from "./focus.js";
import { dayWords } from "./when.js";

const TOGETHER_SECONDS = 300;

/** The messages of a channel or of a thread. Moments are Slack's, which sort as texts. */
export class Rows {
  /**
   * @param {Element} container
   * @param {{draw: (message: Object) => Element, days?: boolean}} how `days`: with dividers
   */
  constructor(container, { draw, days = true }) {
    this.container = container;
    this.draw = draw;
    this.days = days;
    this.order = [];
    this.kept = new Map();
    this.marked = "";
  }

  get size() { return this.order.length; }
  get first() { return this.order[0] ?? ""; }
  get last() { return this.order.at(-1) ?? ""; }
  has(ts) { return this.kept.has(ts); }
  node(ts) { return this.kept.get(ts)?.node ?? null; }
  message(ts) { return this.kept.get(ts)?.message ?? null; }
  all() { return this.order.map((ts) => this.kept.get(ts).message); }

  /** Show these and nothing else, oldest first. */
  set(messages) {
    this.container.replaceChildren();
    this.order = [];
    this.kept.clear();
    this.marked = "";
    this.append(messages);
  }

  /** Show these after what is there, oldest first. */
  append(messages) {
    for (const message of messages) this.put(message);
  }

  /** Show a message where it belongs, or as it is now; return its element. */
  put(message) {
    const is = JSON.stringify(message);
    const before = this.kept.get(message.ts);
    if (before?.is === is) return before.node;
    const node = this.draw(message);
    if (before) {
      keepFocus(() => this.node(message.ts), () => {
        before.node.replaceWith(node);
        Object.assign(before, { message, node, is });
      }, node);
      this.#settleAround(this.#place(message.ts));
      return node;
    }
    const at = this.#place(message.ts);
    const next = this.kept.get(this.order[at]);
    this.order.splice(at, 0, message.ts);
    this.kept.set(message.ts, { message, node, is, divider: null });
    this.container.insertBefore(node, next ? next.divider ?? next.node : null);
    this.#settleAround(at);
    return node;
  }

  /** Take a message away. */
  drop(ts) {
    const row = this.kept.get(ts);
    if (!row) return;
    const at = this.#place(ts);
    row.divider?.remove();
    row.node.remove();
    this.order.splice(at, 1);
    this.kept.delete(ts);
    this.#settle(at);
  }

  /** Draw everything anew that says when something was, after the clock has moved. */
  retell() {
    for (const ts of this.order) {
      const row = this.kept.get(ts);
      if (row.divider) row.divider.firstElementChild.textContent = dayWords(ts);
      if (row.message.reply_count) {
        row.is = "";
        this.put(row.message);
      }
    }
  }

  /** Draw the line above the first message nobody has read; "" takes it away. */
  mark(ts) {
    this.container.querySelector(".unread-line")?.remove();
    this.marked = ts;
    const row = this.kept.get(ts);
    if (!row) return;
    const line = h("div", { class: "unread-line", role: "separator", "aria-label": "New messages" }, "New");
    this.container.insertBefore(line, row.divider ?? row.node);
    row.node.classList.remove("compact");
  }

  #place(ts) {
    let low = 0;
    let high = this.order.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.order[middle] < ts) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #settleAround(at) {
    this.#settle(at);
    this.#settle(at + 1);
  }

  #settle(at) {
    const row = this.kept.get(this.order[at]);
    if (!row) return;
    const before = this.kept.get(this.order[at - 1]);
    const newDay = this.days && (!before || isoDay(before.message.ts) !== isoDay(row.message.ts));
    if (newDay && !row.divider) {
      row.divider = h("div", { class: "day" }, h("h3", {}, dayWords(row.message.ts)));
      this.container.insertBefore(row.divider, row.node);
    } else if (!newDay && row.divider) {
      row.divider.remove();
      row.divider = null;
    }
    const alone = newDay || !before || this.marked === row.message.ts;
    row.node.classList.toggle("compact", !alone && together(before.message, row.message));
  }
}

const plain = (message) => !message.visible_to && !message.subtype && !message.local;

function together(before, message) {
  return before.user === message.user && plain(before) && plain(message) && !before.reply_count
    && Number(message.ts) - Number(before.ts) < TOGETHER_SECONDS;
}
