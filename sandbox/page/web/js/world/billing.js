/** The pages of a customer and of a subscription. */

import { get, post } from "../api.js";
import { h } from "../dom.js";
import { date, money } from "../words.js";
import { ask } from "./ask.js";
import { invoiceBadge } from "./invoice.js";
import { go } from "./go.js";
import { badge, button, empty, facts, named, section, table } from "./parts.js";

/** Return the nodes of a customer's page. */
export async function drawCustomer(id) {
  const all = await get("stripe/customers");
  const customer = all.find((one) => one.id === id);
  if (!customer) throw new Error("This customer is not there.");
  const { rows } = await get("page/invoices", { q: customer.name, limit: 100 });
  const own = rows.filter((row) => row.customer === id);
  const address = ["line1", "line2", "city", "state", "postal_code", "country"].map((part) => customer.address?.[part]).filter(Boolean).join(", ");
  return [
    h("header", { class: "sheet-head" }, h("p", { class: "quiet" }, "Customer"), h("h2", {}, customer.name ?? id),
      facts([
        ["E-mail", customer.email ?? "None"], ["Address", address], ["Tax", customer.tax_exempt],
        ["Language", (customer.preferred_locales ?? []).join(", ")],
        ["Balance", customer.balance && customer.currency ? money(customer.balance, customer.currency) : null],
        ["Id", h("span", { class: "mono" }, id)],
      ])),
    section("Invoices", null, own.length ? invoices(own) : empty("None.")),
  ];
}

function invoices(rows) {
  return table("Invoices", [{ words: "Invoice" }, { words: "Status" }, { words: "Due" }, { words: "Amount", number: true }],
    rows.map((row) => [
      button(row.number ?? "Draft", () => go("invoice", row.id), { key: row.id }), invoiceBadge(row),
      row.due_date ? date(row.due_date) : "–", money(row.total, row.currency),
    ]));
}

const subscriptionKind = (row) =>
  row.pause_collection ? "warn" : { active: "good", canceled: "", past_due: "bad" }[row.status] ?? "info";
const standing = (row) => (row.pause_collection ? "Collection paused" : named(row.status));

/** Return all subscriptions, each with the name of its customer as `client`. */
export async function namedSubscriptions() {
  const [all, customers] = await Promise.all([get("stripe/subscriptions"), get("stripe/customers")]);
  const names = new Map(customers.map(({ id, name }) => [id, name]));
  return all.map((row) => ({ ...row, client: names.get(row.customer) ?? row.customer }));
}

/** Return the cells of a subscription's row. */
export function lookAt(row) {
  const items = row.items?.data ?? [];
  const sum = items.reduce((total, item) => total + Number(item.price?.unit_amount ?? item.price?.unit_amount_decimal ?? 0) * (item.quantity ?? 1), 0);
  return [
    h("span", { class: "line-main" }, h("strong", {}, row.client), h("span", { class: "quiet" }, row.id)),
    h("span", { class: "number line-sum" }, money(sum, row.currency)),
    h("span", { class: "line-more quiet" }, every(items[0]), row.cancel_at ? ` · ends ${date(row.cancel_at)}` : ""),
    h("span", { class: "line-tags" }, badge(standing(row), subscriptionKind(row))),
  ];
}

function every(item) {
  const { interval, interval_count: count = 1 } = item?.price?.recurring ?? item?.plan ?? {};
  return interval ? (count > 1 ? `every ${count} ${interval}s` : `every ${interval}`) : "";
}

/** Return the nodes of a subscription's page. */
export async function drawSubscription(id, look) {
  const row = (await namedSubscriptions()).find((one) => one.id === id);
  if (!row) throw new Error("This subscription is not there.");
  const { rows } = await get("page/invoices", { q: row.client, limit: 100 });
  const act = (words, lever, body, more) => button(words, async () => {
    await post(`stripe/subscriptions/${id}/${lever}`, body);
    look();
  }, more);
  const items = row.items?.data ?? [];
  const period = items[0] ?? row;
  const own = rows.filter((one) => one.subscription === id);
  const deal = row.metadata?.closedwon_deal_id;
  return [
    h("header", { class: "sheet-head" }, h("p", { class: "quiet" }, "Subscription"),
      h("h2", {}, row.client), h("div", { class: "row" }, badge(standing(row), subscriptionKind(row)), row.cancel_at_period_end ? badge("Ends with its period", "warn") : null),
      row.status === "canceled" ? null : h("div", { class: "row actions" },
        row.pause_collection ? act("Resume", "resume", {}, { kind: "primary" }) : button("Pause…", () => pause(id, look)),
        act("End with the period", "cancel", { at_period_end: true }), act("End now", "cancel", {}, { kind: "danger" })),
      h("div", { class: "row" }, button("Its customer", () => go("customer", row.customer)), deal ? button("Its deal", () => go("deal", deal)) : null),
      facts([
        ["Since", date(row.start_date ?? row.created)],
        ["This period", period.current_period_end ? `${date(period.current_period_start)} to ${date(period.current_period_end)}` : null],
        ["Ends", row.cancel_at ? date(row.cancel_at) : null], ["Ended", row.ended_at ? date(row.ended_at) : null],
        ["Days until due", row.days_until_due], ["Id", h("span", { class: "mono" }, id)],
      ])),
    section("Items", null, table("Items", [{ words: "Item" }, { words: "Quantity", number: true }, { words: "Price", number: true }],
      items.map((item) => [item.metadata?.description ?? item.price?.nickname ?? every(item), item.quantity ?? "–",
        money(Number(item.price?.unit_amount ?? item.price?.unit_amount_decimal ?? 0), row.currency)]))),
    section("Invoices", null, own.length ? invoices(own) : empty("None yet.")),
  ];
}

function pause(id, look) {
  return ask({
    title: "Pause the collection", submit: "Pause",
    fields: [{ name: "behavior", label: "Invoices meanwhile", kind: "select",
      options: [["keep_as_draft", "stay drafts"], ["void", "are made and voided"], ["mark_uncollectible", "are marked uncollectible"]] }],
    doing: async (values) => {
      await post(`stripe/subscriptions/${id}/pause`, values);
      look();
    },
  });
}
