/** One modal of a stack: its title, its fields and what is typed into them, its buttons. */

import { h, replace } from "../dom.js";
import { read } from "../store.js";
import * as acts from "./acts.js";
import { Blocks } from "./blocks.js";
import { focusFirst, keepFocus } from "./focus.js";
import { icon } from "./icons.js";
import { context } from "./kit.js";
import { Typed } from "./typed.js";

let count = 0;

/** What a person sees of one view. */
export class Pane {
  /**
   * @param {Object} view as slack/views shows it
   * @param {{close: () => Promise, look: () => Promise}} does `look`: ask how the modals stand now
   */
  constructor(view, does) {
    count += 1;
    this.does = does;
    this.view = view;
    this.typed = new Typed();
    this.errors = {};
    this.titleId = `modal-title-${count}`;
    this.title = h("h2", { id: this.titleId });
    this.shut = h("button", { type: "button", class: "button plain icon-only", "aria-label": "Close" }, icon("close"));
    this.body = h("div", { class: "modal-body" });
    this.trouble = h("div", { class: "modal-trouble", role: "alert", hidden: true });
    this.cancel = h("button", { type: "button", class: "button" }, "Close");
    this.submit = h("button", { type: "submit", class: "button primary" }, "Submit");
    this.element = h(
      "form",
      { class: "modal-pane", novalidate: true, "aria-labelledby": this.titleId },
      h("header", { class: "modal-head" }, this.title, this.shut),
      this.body,
      h("footer", { class: "modal-foot" }, this.trouble, h("div", { class: "modal-buttons" }, this.cancel, this.submit)),
    );
    this.blocks = new Blocks(this.body);
    for (const button of [this.shut, this.cancel]) button.addEventListener("click", () => does.close());
    this.element.addEventListener("submit", (event) => {
      event.preventDefault();
      this.#submit();
    });
    this.touched = false;
    for (const kind of ["pointerdown", "keydown"]) {
      this.element.addEventListener(kind, () => { this.touched = true; }, { capture: true });
    }
    this.show(view);
  }

  /** Show the view as it is now: what is typed and the focus stay. */
  show(view) {
    this.typed.only(view.blocks);
    this.errors = view.errors ?? {};
    this.view = view;
    this.title.textContent = view.title?.text ?? "";
    this.cancel.textContent = view.close?.text ?? (view.previous_view_id ? "Back" : "Close");
    this.submit.hidden = !view.submit;
    this.submit.textContent = view.submit?.text ?? "";
    keepFocus(() => this.element, () => this.#draw());
    // What opens as "one moment" has its fields a little later: who did nothing yet begins there.
    if (!this.touched && this.element.contains(document.activeElement)) this.focus();
  }

  #draw() {
    const values = this.typed.over(this.view);
    this.blocks.show(this.view.blocks, () => this.#context(values), this.errors);
  }

  #context(values) {
    const user = read("acting");
    return context({
      surface: "modal",
      values,
      errors: this.errors,
      act: (blockId, actionId, given) =>
        acts.viewClick({ block_id: blockId, action_id: actionId }, given, { values: this.typed.values }).finally(this.does.look),
      type: (blockId, actionId, value) => this.typed.keep(blockId, actionId, value),
      suggest: (blockId, actionId, value) =>
        acts.suggest({ user, block_id: blockId, action_id: actionId, value }),
    });
  }

  /** Put the focus where somebody would begin. */
  focus() {
    const wanted = this.body.querySelector("[autofocus]");
    if (wanted) wanted.focus({ preventScroll: true });
    else if (!focusFirst(this.body)) (this.submit.hidden ? this.shut : this.submit).focus();
  }

  async #submit() {
    if (!this.view.submit || this.busy) return;
    this.#work(true);
    this.#tell("");
    try {
      const answer = await acts.submit(this.typed.values);
      if (answer.trouble) this.#tell(acts.TROUBLE, acts.sentence(answer.trouble));
    } catch (error) {
      this.#tell(error.message, error.detail);
    }
    await this.does.look();
    this.#work(false);
    this.#showErrors();
  }

  #work(busy) {
    this.busy = busy;
    this.element.setAttribute("aria-busy", String(busy));
    this.submit.setAttribute("aria-disabled", String(busy));
    this.submit.classList.toggle("busy", busy);
  }

  #showErrors() {
    const wrong = Object.keys(this.errors);
    if (!wrong.length || !this.element.isConnected || this.element.hidden) return;
    const first = this.view.blocks.find((block) => wrong.includes(block.block_id));
    const node = first && this.blocks.nodes(first.block_id).find((one) => one instanceof Element);
    node?.scrollIntoView({ block: "center" });
    if (node) focusFirst(node);
  }

  /** Say above the buttons what went wrong; `detail` is for who wants to know why. */
  #tell(words, detail = "") {
    this.trouble.hidden = !words;
    replace(this.trouble, words && [icon("warning"),
      h("div", {}, h("p", {}, words), detail && h("p", { class: "why" }, detail))]);
  }

  /** Say that the modal could not be closed. */
  sayTrouble(error) { this.#tell(error.message, error.detail); }
}
