/** The list of suggestions above a text field: arrows choose, Tab and Enter take, Escape closes. */

import { h, replace } from "../dom.js";
import { suggestions } from "./suggestions.js";

let count = 0;

/** Suggestions for one `field`; the list is put into `element`. */
export class Completion {
  constructor(field) {
    count += 1;
    this.id = `suggestions-${count}`;
    this.field = field;
    this.found = [];
    this.chosen = 0;
    this.moved = false;
    this.element = h("ul", { class: "suggestions", role: "listbox", id: this.id, "aria-label": "Suggestions", hidden: true });
    const names = { role: "combobox", "aria-autocomplete": "list", "aria-haspopup": "listbox", "aria-controls": this.id, "aria-expanded": "false" };
    for (const [name, value] of Object.entries(names)) field.setAttribute(name, value);
    field.addEventListener("input", () => this.look());
    field.addEventListener("click", () => this.look());
    field.addEventListener("blur", () => this.close());
    this.element.addEventListener("pointerdown", (event) => event.preventDefault());
  }

  get isOpen() { return this.found.length > 0; }

  /** Look what fits what is typed now. */
  look() {
    const caret = this.field.selectionStart;
    this.found = caret === this.field.selectionEnd ? suggestions(this.field.value, caret) : [];
    this.chosen = 0;
    this.moved = false;
    this.#draw();
  }

  /** Close the list. */
  close() {
    this.found = [];
    this.#draw();
  }

  /** Use a key for the list; return whether it was one. */
  key(event) {
    if (!this.isOpen || event.isComposing) return false;
    const { key } = event;
    if (key === "ArrowDown" || key === "ArrowUp") this.#choose(this.chosen + (key === "ArrowDown" ? 1 : -1));
    else if (key === "Escape") this.close();
    else if (key === "Tab" && !event.shiftKey) this.#take(this.found[this.chosen]);
    else if (key === "Enter" && !event.shiftKey && !this.#isWhole()) this.#take(this.found[this.chosen]);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  }

  /** Return whether nothing is begun that the suggestion would finish: then Enter sends. */
  #isWhole() {
    const { from, to, text } = this.found[this.chosen];
    if (from === to) return !this.moved;
    return this.field.value.slice(from, to).trim() === text.trim();
  }

  #choose(place) {
    this.moved = true;
    this.chosen = (place + this.found.length) % this.found.length;
    this.#draw();
  }

  #take({ from, to, text }) {
    this.field.setRangeText(text, from, to, "end");
    this.field.dispatchEvent(new Event("input", { bubbles: true }));
    this.field.focus();
  }

  #draw() {
    this.element.hidden = !this.isOpen;
    this.field.setAttribute("aria-expanded", String(this.isOpen));
    replace(this.element, this.found.map((one, place) => this.#option(one, place)));
    if (this.isOpen) {
      this.field.setAttribute("aria-activedescendant", `${this.id}-${this.chosen}`);
      this.element.children[this.chosen].scrollIntoView({ block: "nearest" });
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
  }

  #option(one, place) {
    const option = h(
      "li",
      { role: "option", id: `${this.id}-${place}`, "aria-selected": String(place === this.chosen) },
      h("strong", {}, one.label), h("span", { class: "quiet" }, one.about),
    );
    option.addEventListener("click", () => this.#take(one));
    return option;
  }
}
