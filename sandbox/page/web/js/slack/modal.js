/** The modals in front of the acting person: a stack of which the last is in sight. */

import { get } from "../api.js";
import { h } from "../dom.js";
import { read } from "../store.js";
import * as acts from "./acts.js";
import { Pane } from "./pane.js";

/** Slack's dialog with the modals in it. */
export class Modals {
  constructor(parent) {
    this.panes = new Map();
    this.focused = new Map();
    this.looking = null;
    this.again = false;
    this.closing = null;
    this.dialog = h("dialog", { class: "modal" });
    parent.append(this.dialog);
    this.dialog.addEventListener("cancel", (event) => {
      if (event.target !== this.dialog) return;
      event.preventDefault();
      this.close();
    });
    // A browser closes a dialog on the second Escape whatever the page says.
    this.dialog.addEventListener("close", (event) => {
      if (event.target === this.dialog && this.panes.size) this.close();
    });
  }

  /** Ask which modals are open, and show them as they are; done when they are shown. */
  look() {
    if (this.looking) {
      this.again = true;
      return this.looking;
    }
    this.looking = this.#look().finally(() => { this.looking = null; });
    return this.looking;
  }

  async #look() {
    do {
      this.again = false;
      const user = read("acting");
      try {
        const views = await get("slack/views", { user });
        if (user === read("acting") && !this.again) this.#show(views);
        else this.again = true;
      } catch {
        return; // Told by the live feed; it is looked again when the sandbox is back.
      }
    } while (this.again);
  }

  #show(views) {
    const open = new Set(views.map((view) => view.id));
    const before = this.front;
    if (before) this.focused.set(before, document.activeElement);
    for (const [id, pane] of this.panes) {
      if (open.has(id)) continue;
      this.panes.delete(id);
      pane.element.remove();
    }
    for (const view of views) {
      const pane = this.panes.get(view.id);
      if (pane) {
        if (pane.view.hash !== view.hash || differs(pane.errors, view.errors)) pane.show(view);
      } else {
        const fresh = new Pane(view, { close: () => this.close(), look: () => this.look() });
        this.panes.set(view.id, fresh);
        this.dialog.append(fresh.element);
      }
    }
    this.front = views.at(-1)?.id ?? "";
    for (const [id, pane] of this.panes) pane.element.hidden = id !== this.front;
    this.#turnTo(before);
  }

  #turnTo(before) {
    if (!this.front) {
      const wasOpen = this.dialog.open;
      this.dialog.close();
      this.focused.clear();
      if (wasOpen && document.activeElement === document.body) document.querySelector(".channel-pane .list-box")?.focus({ preventScroll: true });
      return;
    }
    const pane = this.panes.get(this.front);
    this.dialog.setAttribute("aria-labelledby", pane.titleId);
    const opened = !this.dialog.open;
    if (opened) this.dialog.showModal();
    if (!opened && before === this.front) return;
    const last = this.focused.get(this.front);
    if (last?.isConnected && pane.element.contains(last)) last.focus();
    else pane.focus();
  }

  /** Close the modal in front, as its button, its cross and Escape do. */
  close() {
    this.closing ??= this.#close().finally(() => { this.closing = null; });
    return this.closing;
  }

  async #close() {
    try {
      await acts.close();
    } catch (error) {
      if (error.status !== 404) this.panes.get(this.front)?.sayTrouble(error);
    }
    await this.look();
    if (this.front && !this.dialog.open) this.dialog.showModal();
  }
}

const differs = (one, other) => JSON.stringify(one ?? {}) !== JSON.stringify(other ?? {});
