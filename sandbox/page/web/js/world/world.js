/** The world around Slack, as tabs: Salesforce, Stripe, Clock, Trouble, Traffic. */

import { h } from "../dom.js";
import * as clock from "./clock.js";
import * as deals from "./deals.js";
import { followLinks, way } from "./go.js";
import { mountStatus } from "./status.js";
import * as stripe from "./stripe.js";
import * as traffic from "./traffic.js";
import * as trouble from "./trouble.js";

const TABS = [
  ["salesforce", "Salesforce", deals],
  ["stripe", "Stripe", stripe],
  ["clock", "Clock", clock],
  ["trouble", "Trouble", trouble],
  ["traffic", "Traffic", traffic],
];
const SHOWN = "world.tab";

/**
 * Draw the world into `node` and the clock and the bot's state into `status`.
 * @param {HTMLElement} node
 * @param {HTMLElement} status
 */
export function mount(node, status) {
  const tabs = TABS.map(([key, words]) => tab(key, words));
  const panels = TABS.map(([key]) => panel(key));
  const list = h("div", { class: "world-tabs", role: "tablist", "aria-label": "The world around it" }, tabs);
  node.append(list, ...panels);
  const drawn = new Set();

  function choose(key, { focus = false } = {}) {
    TABS.forEach(([one, , part], at) => {
      const on = one === key;
      tabs[at].setAttribute("aria-selected", String(on));
      tabs[at].tabIndex = on ? 0 : -1;
      panels[at].hidden = !on;
      if (!on) return;
      if (!drawn.has(one)) part.mount(panels[at]);
      drawn.add(one);
      part.shown?.();
      if (focus) tabs[at].focus();
      tabs[at].scrollIntoView({ block: "nearest", inline: "nearest" });
    });
    sessionStorage.setItem(SHOWN, key);
  }

  tabs.forEach((one, at) => {
    one.addEventListener("click", () => choose(TABS[at][0]));
    one.addEventListener("keydown", (event) => {
      const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: TABS.length - 1 }[event.key];
      if (next === undefined) return;
      event.preventDefault();
      choose(TABS[(next + TABS.length) % TABS.length][0], { focus: true });
    });
  });
  way("tab", choose);
  way("deal", (id) => {
    choose("salesforce");
    deals.open(id);
  });
  for (const kind of ["invoice", "customer", "subscription"]) {
    way(kind, (id) => {
      choose("stripe");
      stripe.open(kind, id);
    });
  }
  followLinks();
  mountStatus(status);
  const before = sessionStorage.getItem(SHOWN);
  choose(TABS.some(([key]) => key === before) ? before : "salesforce");
}

function tab(key, words) {
  return h("button", {
    type: "button", role: "tab", id: `tab-${key}`, "aria-controls": `panel-${key}`, class: "world-tab",
    "aria-selected": "false", tabindex: "-1",
  }, words);
}

function panel(key) {
  return h("div", {
    role: "tabpanel", id: `panel-${key}`, "aria-labelledby": `tab-${key}`, class: ["panel", `panel-${key}`],
    hidden: true, tabindex: "-1",
  });
}
