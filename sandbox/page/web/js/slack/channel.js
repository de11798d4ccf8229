/** The middle: a channel's name, its messages or App Home, and where one writes. */

import { h, replace } from "../dom.js";
import { read } from "../store.js";
import { markRead } from "./channels.js";
import { Composer } from "./composer.js";
import { Home } from "./home.js";
import { icon } from "./icons.js";
import { ChannelList } from "./list.js";
import { avatar, BOT } from "./people.js";
import { goTo, place } from "./place.js";

/** What one sees of a conversation. */
export class ChannelPane {
  constructor(openMenu) {
    this.shown = "";
    this.menu = h("button", { type: "button", class: "button plain icon-only menu-button", "aria-label": "Channels", "aria-controls": "slack-side", "aria-expanded": "false" }, icon("menu"));
    this.menu.addEventListener("click", openMenu);
    this.title = h("h2", { class: "channel-title" });
    this.tabs = h("div", { class: "tabs", role: "tablist", "aria-label": "closedwon", hidden: true });
    this.list = new ChannelList({ seen: markRead });
    this.home = new Home();
    this.composer = new Composer({ note: (message) => this.list.hear(message) });
    this.messages = h("div", { class: "messages-panel", id: "messages-panel" }, this.list.element, this.composer.element);
    this.element = h(
      "div",
      { class: "channel-pane" },
      h("header", { class: "pane-head" }, this.menu, h("div", { class: "pane-title" }, this.title), this.tabs),
      this.messages,
      this.home.element,
    );
    this.#tabs();
  }

  #tabs() {
    const tab = (name, words, panel) => {
      const button = h("button", { type: "button", role: "tab", class: "tab", id: `tab-${name}`, "aria-controls": panel, dataset: { tab: name } }, words);
      button.addEventListener("click", () => goTo(place().channel, { tab: name }));
      return button;
    };
    replace(this.tabs, tab("home", "Home", "home-panel"), tab("messages", "Messages", "messages-panel"));
    this.tabs.addEventListener("keydown", (event) => {
      const all = [...this.tabs.children];
      const at = all.indexOf(document.activeElement);
      const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
      if (!step || at < 0) return;
      event.preventDefault();
      const next = all[(at + step + all.length) % all.length];
      next.click();
      next.focus();
    });
  }

  /** Show the place one is at; `fresh`: ask for everything anew. */
  show(channel, { tab, at }, fresh = false) {
    const key = `${read("acting")} ${channel.id}`;
    const isHome = tab === "home" && channel.kind === "im";
    const moved = fresh || key !== this.shown || isHome !== this.atHome || Boolean(at);
    this.#head(channel, isHome);
    if (!moved) return;
    if (key !== this.shown) this.list.channel = "";
    this.shown = key;
    this.atHome = isHome;
    this.messages.hidden = isHome;
    this.home.element.hidden = !isHome;
    if (isHome) {
      this.home.open();
      return;
    }
    this.composer.show(channel);
    this.list.show(channel, { unread: channel.unread, at }).catch(() => this.list.fail());
  }

  #head(channel, isHome) {
    const direct = channel.kind === "im";
    const sign = direct ? avatar(BOT, "small") : icon(channel.kind === "private_channel" ? "lock" : "hash");
    const words = channel.kind === "private_channel" ? "private channel" : "";
    const key = `${channel.id} ${channel.name} ${isHome}`;
    if (this.headed === key) return;
    this.headed = key;
    replace(this.title, sign, h("span", {}, channel.name), direct && h("span", { class: "app-badge" }, "App"), words && h("span", { class: "unseen" }, `, ${words}`));
    this.tabs.hidden = !direct;
    if (direct) {
      this.messages.setAttribute("role", "tabpanel");
      this.messages.setAttribute("aria-labelledby", "tab-messages");
    } else {
      this.messages.removeAttribute("role");
      this.messages.removeAttribute("aria-labelledby");
    }
    for (const tab of this.tabs.children) {
      const chosen = (tab.dataset.tab === "home") === isHome;
      tab.setAttribute("aria-selected", String(chosen));
      tab.tabIndex = chosen ? 0 : -1;
    }
  }
}
