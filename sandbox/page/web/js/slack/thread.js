/** The thread beside (or, where it is narrow, over) the channel. */

import { get } from "../api.js";
import { h, replace } from "../dom.js";
import { read } from "../store.js";
import { Composer } from "./composer.js";
import { dismiss, stands } from "./dismissed.js";
import { icon } from "./icons.js";
import { messageRow } from "./message.js";
import { channelNow, closeThread, titleOf } from "./place.js";
import { Rows } from "./rows.js";
import { highlight, steadily, stickToEnd, toEnd } from "./scrolling.js";

/** The pane of a thread. */
export class ThreadPane {
  constructor() {
    this.channel = "";
    this.root = "";
    this.turn = 0;
    this.meanwhile = null; // what came since it was asked for: the answer may be older
    this.heading = h("h2", {}, "Thread");
    this.where = h("p", { class: "quiet" }, "");
    this.back = h("button", { type: "button", class: "button plain icon-only thread-back", "aria-label": "Back to the channel" }, icon("back"));
    this.shut = h("button", { type: "button", class: "button plain icon-only thread-shut", "aria-label": "Close the thread" }, icon("close"));
    this.rootBox = h("div", { class: "messages" });
    this.count = h("div", { class: "reply-count" }, "");
    this.content = h("div", { class: "messages" });
    const inside = h("div", {}, this.rootBox, this.count, this.content);
    this.box = h(
      "div",
      { class: "list-box", tabindex: "0", role: "log", "aria-live": "off", "aria-label": "Replies" },
      inside,
    );
    this.composer = new Composer({ thread: () => this.root, note: (message) => this.hear(message) });
    this.element = h(
      "aside",
      { class: "thread", "aria-label": "Thread", hidden: true },
      h("header", { class: "pane-head" }, this.back, h("div", { class: "pane-title" }, this.heading, this.where), this.shut),
      this.box,
      this.composer.element,
    );
    const draw = (message) => messageRow(message, {
      channel: this.channel, dismiss: (one) => { dismiss(one); this.gone(one.ts); },
    });
    this.rootRow = new Rows(this.rootBox, { draw, days: false });
    this.rows = new Rows(this.content, { draw, days: false });
    for (const button of [this.back, this.shut]) button.addEventListener("click", () => this.#leave());
    this.element.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) this.#leave();
    });
    stickToEnd(this.box, inside, () => this.follows);
    this.box.addEventListener("scroll", () => {
      this.follows = this.box.scrollHeight - this.box.scrollTop - this.box.clientHeight < 48;
    }, { passive: true });
  }

  /** Show a thread, or none; `reply` is shown in the middle. */
  async show(channel, root, reply = "", focus = true) {
    const turn = (this.turn += 1);
    const other = root !== this.root || channel?.id !== this.channel;
    if (other) {
      this.rootRow.set([]);
      this.rows.set([]);
      replace(this.count, "Loading…");
    }
    this.root = root;
    this.channel = channel?.id ?? "";
    this.element.hidden = !root;
    if (!root) return;
    this.where.textContent = titleOf(channel);
    this.composer.show(channel, "Reply…");
    const meanwhile = (this.meanwhile = []);
    const found = await get("page/thread", { user: read("acting"), channel: channel.id, ts: root });
    if (turn !== this.turn) return;
    const shown = found.filter(stands);
    this.rootRow.set(shown.filter((message) => message.ts === root));
    this.rows.set(shown.filter((message) => message.ts !== root));
    this.meanwhile = null;
    meanwhile.forEach((again) => again());
    this.#tellCount();
    const node = reply && (this.rows.node(reply) ?? this.rootRow.node(reply));
    this.follows = !node;
    if (node) highlight(this.box, node);
    else {
      toEnd(this.box);
      if (other && focus) this.composer.focus();
    }
  }

  /** A message of this channel came, or changed. */
  hear(message) {
    if (!this.root || !stands(message)) return;
    this.meanwhile?.push(() => this.hear(message));
    if (message.ts === this.root) {
      steadily(this.box, () => this.rootRow.put(message), { stick: this.follows });
    } else if (message.thread_ts === this.root) {
      steadily(this.box, () => this.rows.put(message), { stick: this.follows });
      this.#tellCount();
      if (message.user === read("acting") || message.local) toEnd(this.box);
    }
  }

  /** A message was taken away. */
  gone(ts) {
    if (ts === this.root) {
      closeThread();
      return;
    }
    this.meanwhile?.push(() => this.gone(ts));
    this.rows.drop(ts);
    this.#tellCount();
  }

  #tellCount() {
    const count = this.rows.all().filter((one) => !one.visible_to && !one.local).length;
    this.count.hidden = count === 0;
    this.count.textContent = count === 1 ? "1 reply" : `${count} replies`;
  }

  #leave() {
    const root = this.root;
    closeThread();
    if (!channelNow()) return;
    const opener = document.querySelector(`.channel-pane [data-ts="${CSS.escape(root)}"] .replies`)
      ?? document.querySelector(`.channel-pane [data-ts="${CSS.escape(root)}"]`);
    (opener ?? document.querySelector(".channel-pane .list-box"))?.focus({ preventScroll: true });
  }
}
