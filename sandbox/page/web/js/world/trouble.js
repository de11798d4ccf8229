/** Trouble: vendors that fail, a network that is slow, and a bot that is killed. */

import { get, post, remove } from "../api.js";
import { h, replace } from "../dom.js";
import * as store from "../store.js";
import { saying, toast } from "../toast.js";
import { drawBot } from "./bot.js";
import { KINDS, PRESETS, VENDORS, inWords } from "./faults.js";
import { badge, button, empty, section } from "./parts.js";

/** Draw the tab. */
export function mount(panel) {
  panel.append(drawBot(), faults(), socket(), settings());
}

const look = async () => store.write("faults", await get("faults"));

async function add(fault) {
  await post("faults", fault);
  await look();
}

function faults() {
  const list = h("ul", { class: "plain-list faults", "aria-label": "Trouble that is switched on", "aria-live": "polite" });
  store.watch("faults", (all) => {
    const shown = all ?? [];
    replace(list, shown.length
      ? shown.map((fault) => h("li", { class: "row spread" }, h("span", {}, inWords(fault)), badge(`${fault.times} left`, "warn")))
      : empty("None: every vendor is well."));
  });
  const clear = button("Clear all", async () => {
    await remove("faults");
    await look();
  });
  return section("Vendors in trouble", clear, list,
    h("h4", {}, "Ready-made"),
    h("div", { class: "row presets" }, PRESETS.map(([words, fault]) => button(words, () => add(fault)))),
    h("details", { dataset: { key: "build" } }, h("summary", {}, "Put one together"), builder()));
}

function builder() {
  const select = (name, label, options) => field(label, h("select", { class: "input", name }, options.map(([value, words]) => h("option", { value }, words))));
  const number = (name, label, value, hint) => field(label, h("input", { class: "input", name, type: "number", min: 0, value }), hint);
  const what = select("kind", "What happens", Object.entries(KINDS));
  const status = number("status", "Status", 500);
  const code = field("Its own code", h("input", { class: "input", name: "code", placeholder: "the usual one" }), "For example UNABLE_TO_LOCK_ROW");
  const wait = number("retry_after", "Retry-After", "", "Seconds; empty: not said");
  const seconds = number("seconds", "For how long", 3, "Real seconds");
  const form = h("form", { class: "builder" },
    select("vendor", "Vendor", Object.entries(VENDORS)), what,
    number("times", "How many calls", 1), number("skip", "Let pass before", 0),
    field("Which calls", h("input", { class: "input", name: "where", placeholder: "all of them" }), "Part of “POST /v1/invoices”; a regular expression"),
    status, code, wait, seconds,
    h("button", { type: "submit", class: "button primary" }, "Switch it on"));
  const arrange = () => {
    const kind = form.elements.kind.value;
    for (const node of [status, code, wait]) node.hidden = !kind.startsWith("status");
    seconds.hidden = !/^(slow|hang)/.test(kind);
  };
  form.addEventListener("input", arrange);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    const said = Object.fromEntries(new FormData(form));
    const failing = said.kind.startsWith("status");
    saying(add({
      vendor: said.vendor, kind: said.kind, where: said.where, times: Number(said.times) || 1, skip: Number(said.skip) || 0,
      ...(failing ? { status: Number(said.status) || 500, code: said.code } : { seconds: Number(said.seconds) || 3 }),
      ...(failing && said.retry_after ? { retry_after: Number(said.retry_after) } : {}),
    }));
  });
  arrange();
  return form;
}

let made = 0;

function field(label, control, hint) {
  control.id = `fault-${++made}`;
  return h("div", { class: "field" }, h("label", { for: control.id }, label), control, hint ? h("span", { class: "hint" }, hint) : null);
}

function socket() {
  return section("Slack's connection", null, h("div", { class: "row" },
    button("Drop the socket", async () => {
      const { ended } = await post("slack/disconnect", { politely: false });
      toast(ended ? "The socket is cut; the bot connects again by itself." : "Nobody was connected.");
    }),
    button("Ask it to reconnect", async () => {
      await post("slack/disconnect", { politely: true });
      toast("Slack has asked the bot to connect anew.");
    }),
    button("Deliver the next 3 events twice", async () => {
      await post("slack/duplicate", { times: 3 });
      toast("The next 3 envelopes arrive twice.");
    }),
    button("Expire Salesforce's sessions", async () => {
      const { expired } = await post("salesforce/sessions/expire");
      toast(`${expired} session${expired === 1 ? "" : "s"} expired; the bot has to log in again.`);
    })));
}

function settings() {
  const toggle = (name, words, hint) => {
    const box = h("input", { type: "checkbox", id: `set-${name}` });
    box.addEventListener("change", async () => {
      const all = await saying(post("stripe/settings", { [name]: box.checked }));
      show(all);
    });
    return { name, box, node: h("div", { class: "field" }, h("span", { class: "row" }, box, h("label", { for: box.id }, words)), h("span", { class: "hint" }, hint)) };
  };
  const toggles = [
    toggle("email_finalized", "Stripe e-mails what it finalizes by itself", "A setting of the account; closedwon copes with both."),
    toggle("tax_fails", "The tax service is out of order", "Invoices with automatic tax cannot be finalized."),
    toggle("enforce_limits", "Stripe counts calls per second", "As the real one does in test mode."),
  ];
  const show = (all) => {
    for (const { name, box } of toggles) if (all) box.checked = all[name];
  };
  saying(get("stripe/settings")).then(show);
  return section("Stripe's settings", null, toggles.map(({ node }) => node));
}
