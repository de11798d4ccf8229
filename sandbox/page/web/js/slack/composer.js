/** Where people write: messages, mentions, and slash commands. */

import { h, replace } from "../dom.js";
import { read } from "../store.js";
import * as acts from "./acts.js";
import { Completion } from "./completion.js";
import { icon } from "./icons.js";
import { SLACKBOT } from "./people.js";
import { titleOf } from "./place.js";
import { marked } from "./suggestions.js";
import { stamp } from "./when.js";

const drafts = new Map();
let count = 0;

/** A field with a button to send. */
export class Composer {
  /**
   * @param {{thread?: () => string, note: (message: Object) => void}} about `thread`: the root that
   *   is answered; `note` shows what only this window says, in Slackbot's name
   */
  constructor({ thread = () => "", note }) {
    count += 1;
    this.thread = thread;
    this.note = note;
    this.channel = null;
    this.sending = false;
    this.field = h("textarea", { class: "composer-field", rows: "1", "aria-label": "Message", id: `composer-${count}`, autocomplete: "off" });
    this.completion = new Completion(this.field);
    this.send = h("button", { type: "submit", class: "button primary icon-only send", "aria-label": "Send", disabled: true }, icon("send"));
    this.trouble = h("p", { class: "composer-trouble", role: "alert", hidden: true });
    this.form = h("form", { class: "composer-form" }, this.completion.element, this.field, this.send);
    this.hint = h("p", { class: "composer-hint", id: `composer-hint-${count}` },
      h("kbd", {}, "Enter"), " to send, ", h("kbd", {}, "/"), " for commands, ", h("kbd", {}, "@"), " to mention");
    this.field.setAttribute("aria-describedby", `composer-hint-${count}`);
    this.element = h("div", { class: "composer" }, this.form, this.trouble, this.hint);
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#sendIt();
    });
    this.field.addEventListener("input", () => this.#typed());
    this.field.addEventListener("keydown", (event) => {
      if (this.completion.key(event) || event.isComposing) return;
      if (event.key !== "Enter" || event.shiftKey) return;
      event.preventDefault();
      this.#sendIt();
    });
  }

  /** Write to this channel; what was begun there before is there again. */
  show(channel, words = `Message ${titleOf(channel)}`) {
    this.channel = channel;
    this.field.placeholder = words;
    this.field.setAttribute("aria-label", this.thread() ? `Reply in ${titleOf(channel)}` : words);
    const draft = drafts.get(this.#key) ?? "";
    if (this.field.value !== draft) this.field.value = draft;
    const closed = channel.archived ? "This channel is archived: nobody can write here any more."
      : channel.member === false && channel.kind !== "public_channel" ? "This person is not in the channel." : "";
    this.field.disabled = Boolean(closed);
    this.#tell(closed);
    this.#typed();
  }

  focus() { this.field.focus({ preventScroll: true }); }

  get #key() { return [read("acting"), this.channel?.id, this.thread()].join(" "); }

  #typed() {
    drafts.set(this.#key, this.field.value);
    this.send.disabled = this.sending || !this.field.value.trim();
    this.field.rows = Math.min(8, this.field.value.split("\n").length);
    if (!this.field.disabled && this.field.value) this.#tell("");
  }

  #tell(words) {
    this.trouble.hidden = !words;
    replace(this.trouble, words && [icon("warning"), h("span", {}, words)]);
  }

  async #sendIt() {
    const text = this.field.value.trim();
    if (!text || this.sending) return;
    const { channel } = this;
    const [thread, key] = [this.thread(), this.#key];
    this.#empty();
    this.sending = true;
    try {
      if (text.startsWith("/")) await this.#command(channel, thread, text);
      else await acts.say(channel.id, marked(text), thread || undefined);
    } catch (error) {
      drafts.set(key, text);
      if (key === this.#key && !this.field.value) this.field.value = text;
      this.#typed();
      if (key === this.#key) this.#tell(acts.sentence(error.message));
    } finally {
      this.sending = false;
      this.send.disabled = !this.field.value.trim();
    }
  }

  #empty() {
    this.completion.close();
    this.field.value = "";
    this.#typed();
    this.#tell("");
  }

  async #command(channel, thread, text) {
    const [, name, rest] = /^(\S+)\s*([\s\S]*)$/.exec(text);
    const known = (read("commands") ?? []).some((one) => one.command === name);
    if (thread) {
      this.#slackbot(channel, thread, `${name} is not supported in threads. Sorry!`);
    } else if (!known) {
      this.#slackbot(channel, thread, `${name} is not a valid command. In Slack, all messages that start with the "/" character are interpreted as commands.`);
    } else {
      await acts.command(channel.id, name, rest).catch((error) => {
        if (!(error instanceof acts.NotTaken)) throw error;
        this.#slackbot(channel, thread, `${name} failed because the app did not respond. ${error.detail}`);
      });
    }
  }

  #slackbot(channel, thread, text) {
    const said = { ts: stamp(), user: SLACKBOT, text, channel: channel.id, local: true };
    this.note(thread ? { ...said, thread_ts: thread } : said);
  }
}
