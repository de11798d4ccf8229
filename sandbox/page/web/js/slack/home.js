/** The Home tab of the app, as it is published for the acting person. */

import { get } from "../api.js";
import { h, replace } from "../dom.js";
import { read } from "../store.js";
import { saying } from "../toast.js";
import * as acts from "./acts.js";
import { Blocks } from "./blocks.js";
import { keepFocus } from "./focus.js";
import { context } from "./kit.js";

/** What App Home shows. */
export class Home {
  constructor() {
    this.turn = 0;
    this.hash = "";
    this.body = h("div", { class: "home-body" });
    this.empty = h("div", { class: "empty", hidden: true },
      h("p", {}, h("strong", {}, "Nothing is here yet.")),
      h("p", {}, "closedwon has published no Home tab for this person. It talks in channels and in direct messages."));
    this.element = h("div", { class: "home", id: "home-panel", role: "tabpanel", "aria-labelledby": "tab-home", tabindex: "0" }, this.body, this.empty);
    this.blocks = new Blocks(this.body);
  }

  /** Open the tab: the app hears of it. */
  async open() {
    await this.look();
    await saying(acts.openHome());
    await this.look();
  }

  /** Show what is published now. */
  async look() {
    const turn = (this.turn += 1);
    const user = read("acting");
    let view = null;
    try {
      ({ view } = await get("page/home", { user }));
    } catch {
      return; // Told by the live feed; it is looked again when the sandbox is back.
    }
    if (turn !== this.turn) return;
    this.empty.hidden = view !== null;
    const values = view?.state?.values ?? {};
    const ctx = () => context({
      surface: "home",
      values,
      act: (blockId, actionId, given) =>
        acts.viewClick({ block_id: blockId, action_id: actionId }, given, { home: true }),
      suggest: (blockId, actionId, value) =>
        acts.suggest({ home: true, block_id: blockId, action_id: actionId, value }),
    });
    if (user !== this.user) replace(this.body);
    if (user !== this.user) this.blocks.kept.clear();
    this.user = user;
    keepFocus(() => this.body, () => this.blocks.show(view?.blocks ?? [], ctx), this.element);
  }
}
