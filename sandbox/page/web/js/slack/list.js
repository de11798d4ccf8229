/** The messages of a channel: the newest first drawn, older ones as one scrolls up. */

import { get } from "../api.js";
import { h } from "../dom.js";
import { read } from "../store.js";
import { dismiss, stands } from "./dismissed.js";
import { icon } from "./icons.js";
import { messageRow } from "./message.js";
import { openThread } from "./place.js";
import { Rows } from "./rows.js";
import { atEnd, below, highlight, steadily, stickToEnd, toEnd } from "./scrolling.js";

const PAGE = 50;
const MOST_DRAWN = 300;
const NEAR = 600;

const isReply = (message) => Boolean(message.thread_ts) && message.thread_ts !== message.ts;
const justAfter = (ts) => `${ts}~`;

/** The scrolling list of a channel; `seen(channel, ts)` is told what was read. */
export class ChannelList {
  constructor({ seen }) {
    this.seen = seen;
    this.channel = "";
    this.older = false;
    this.newer = false;
    this.loading = null;
    this.turn = 0;
    this.meanwhile = null; // what came since it was asked for: the answer may be older
    this.waiting = 0;
    this.top = h("div", { class: "list-top" });
    this.content = h("div", { class: "messages" });
    this.box = h(
      "div",
      { class: "list-box", tabindex: "0", role: "log", "aria-live": "off", "aria-label": "Messages" },
      this.top, this.content,
    );
    this.jump = h("button", { type: "button", class: "button jump", hidden: true }, "");
    this.element = h("div", { class: "list" }, this.box, this.jump);
    this.rows = new Rows(this.content, { draw: (message) => this.#draw(message) });
    this.follows = true;
    this.box.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    this.jump.addEventListener("click", () => this.toLatest());
    document.addEventListener("visibilitychange", () => this.#read());
    stickToEnd(this.box, this.content, () => this.follows && !this.newer);
  }

  /** Show a channel: its end, or the message `at` in the middle. */
  async show(channel, { unread = 0, at = "" } = {}) {
    const turn = (this.turn += 1);
    const other = this.channel !== channel.id;
    this.channel = channel.id;
    this.box.setAttribute("aria-label", `Messages in ${channel.name}`);
    if (other) this.#clear();
    const meanwhile = (this.meanwhile = []);
    const ask = (more) => get("page/messages", { user: read("acting"), channel: channel.id, limit: PAGE, ...more });
    const [before, after] = at
      ? await Promise.all([ask({ before: justAfter(at) }), ask({ after: at })])
      : [await ask({}), { messages: [], more: false }];
    if (turn !== this.turn) return;
    this.older = before.more;
    this.newer = after.more;
    this.waiting = 0;
    this.rows.set([...before.messages, ...after.messages].filter(stands));
    this.#tellTop();
    this.#markUnread(unread);
    this.follows = !at;
    this.meanwhile = null;
    meanwhile.forEach((again) => again());
    const node = at && this.rows.node(at);
    if (node) highlight(this.box, node);
    else toEnd(this.box);
    this.#scrolled();
  }

  #clear() {
    this.rows.set([]);
    this.jump.hidden = true;
    this.top.replaceChildren(h("p", { class: "quiet" }, "Loading…"));
  }

  #markUnread(unread) {
    if (!unread) return;
    const others = this.rows.all().filter((message) => message.user !== read("acting") && !isReply(message));
    this.rows.mark(others.at(-Math.min(unread, others.length))?.ts ?? "");
  }

  /** A message came, or changed. Return whether it is new to this list. */
  hear(message) {
    if (!stands(message)) return false;
    this.meanwhile?.push(() => this.hear(message));
    if (isReply(message)) {
      this.#bump(message);
      return false;
    }
    const known = this.rows.has(message.ts);
    if (!known && message.ts < this.rows.first && this.older) return false;
    if (!known && this.newer && message.ts > this.rows.last) {
      this.waiting += 1;
      this.#tellJump();
      return true;
    }
    const latest = !known && message.ts > this.rows.last;
    const mine = message.user === read("acting") || message.local;
    if (latest && !mine && !this.follows) this.waiting += 1;
    steadily(this.box, () => this.rows.put(message), { stick: this.follows });
    if (latest && mine) toEnd(this.box);
    if (this.follows) this.#trim();
    this.#scrolled();
    return latest;
  }

  /** A message was taken away. */
  gone(ts) {
    this.meanwhile?.push(() => this.gone(ts));
    steadily(this.box, () => this.rows.drop(ts), { stick: this.follows });
  }

  /** The clock moved to another day or so. */
  retell() {
    steadily(this.box, () => this.rows.retell(), { stick: this.follows });
  }

  /** Go to the newest message. */
  async toLatest() {
    if (this.newer) await this.show({ id: this.channel, name: "this channel" });
    this.rows.mark("");
    toEnd(this.box);
    this.#scrolled();
    this.box.focus({ preventScroll: true });
  }

  /** The messages could not be had. */
  fail() {
    this.#tellTop("The messages could not be loaded: the sandbox does not answer.");
  }

  #bump(reply) {
    const root = this.rows.message(reply.thread_ts);
    if (!root || reply.visible_to || (root.latest_reply ?? "") >= reply.ts) return;
    const users = [...new Set([...(root.reply_users ?? []), reply.user])];
    const count = (root.reply_count ?? 0) + 1;
    const shown = { ...root, reply_count: count, reply_users: users, latest_reply: reply.ts };
    steadily(this.box, () => this.rows.put(shown), { stick: this.follows });
  }

  #draw(message) {
    return messageRow(message, {
      channel: this.channel,
      thread: openThread,
      dismiss: (one) => {
        dismiss(one);
        this.gone(one.ts);
        this.box.focus({ preventScroll: true });
      },
    });
  }

  #scrolled() {
    this.follows = !this.newer && atEnd(this.box);
    if (this.follows) this.waiting = 0;
    this.#tellJump();
    this.#read();
    if (this.box.scrollTop < NEAR && this.older) this.#load("older");
    else if (below(this.box) < NEAR && this.newer) this.#load("newer");
  }

  async #load(which) {
    if (this.loading || !this.rows.size) return;
    const turn = this.turn;
    const moment = which === "older" ? { before: this.rows.first } : { after: this.rows.last };
    this.loading = get("page/messages", { user: read("acting"), channel: this.channel, limit: PAGE, ...moment });
    try {
      const page = await this.loading;
      if (turn !== this.turn) return;
      const add = () => this.rows.append(page.messages.filter(stands));
      this[which] = page.more;
      steadily(this.box, add, { stick: false });
      this.#trim(which);
      this.#tellTop();
    } catch {
      this.#tellTop("Older messages could not be loaded. Scroll to try again.");
    } finally {
      this.loading = null;
    }
    this.#scrolled();
  }

  /** Keep what is drawn small: what is far from where one reads is asked for again when needed. */
  #trim(towards = "newer") {
    const extra = this.rows.size - MOST_DRAWN;
    if (extra <= 0) return;
    const far = towards === "newer" ? this.rows.order.slice(0, extra) : this.rows.order.slice(-extra);
    steadily(this.box, () => far.forEach((ts) => this.rows.drop(ts)), { stick: this.follows });
    this[towards === "newer" ? "older" : "newer"] = true;
  }

  #tellTop(words = "") {
    const line = words || (this.older ? "Loading older messages…" : "This is where the conversation begins.");
    this.top.replaceChildren(h("p", { class: "quiet" }, line));
  }

  #tellJump() {
    const far = this.newer || below(this.box) > this.box.clientHeight;
    this.jump.hidden = this.follows || (!this.waiting && !far);
    const words = this.waiting ? `${this.waiting} new ${this.waiting === 1 ? "message" : "messages"}` : "Jump to latest";
    if (this.jump.dataset.words === words) return;
    this.jump.dataset.words = words;
    this.jump.replaceChildren(icon("down"), words);
  }

  #read() {
    if (!this.follows || !this.rows.size || document.hidden || !this.box.clientHeight) return;
    this.seen(this.channel, this.rows.last);
  }
}
