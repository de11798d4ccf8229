/** What a deal is made of: its products and its milestones, each to be changed. */

import { patch, post, remove } from "../api.js";
import { h } from "../dom.js";
import { date } from "../words.js";
import { ask } from "./ask.js";
import { badge, button, empty, section, table } from "./parts.js";
import { noon, shownAmount } from "./sums.js";

/** The products. */
export function lines(deal, look) {
  const items = deal.OpportunityLineItems ?? [];
  const add = button("Add a product", () => addLine(deal, look));
  if (!items.length) return section("Products", add, empty("None: the amount stands by itself."));
  return section("Products", add, table("Products",
    [{ words: "Product" }, { words: "Quantity", number: true }, { words: "Price", number: true }, { words: "Total", number: true }, { words: h("span", { class: "unseen" }, "Change") }],
    items.map((item) => [
      h("span", {}, item.Name, item.Closedwon_Interval__c ? h("span", { class: "quiet hint" }, retained(item)) : null),
      item.Quantity ?? "–",
      shownAmount(item.UnitPrice, deal.CurrencyIsoCode),
      shownAmount(item.TotalPrice, deal.CurrencyIsoCode),
      change(item.Id, item.Name, () => editLine(deal, item, look), `salesforce/lines/${item.Id}`, look),
    ])));
}

const retained = (item) =>
  [item.Closedwon_Interval__c, item.Closedwon_Periods__c && `${item.Closedwon_Periods__c} times`].filter(Boolean).join(", ");

function change(id, name, edit, path, look) {
  return h("span", { class: "row nowrap" },
    button("Edit", edit, { key: `edit ${id}`, label: `Edit ${name}` }),
    button("×", async () => {
      await remove(path);
      look();
    }, { key: `remove ${id}`, label: `Remove ${name}`, kind: "plain" }));
}

function lineFields(item = {}) {
  return [
    { name: "quantity", label: "Quantity", kind: "number", value: item.Quantity ?? "1", required: true },
    { name: "unit_price", label: "Price", kind: "amount", value: item.UnitPrice ?? "", required: true },
    { name: "description", label: "Description", value: item.Description ?? "" },
  ];
}

function editLine(deal, item, look) {
  return ask({
    title: `Edit ${item.Name}`, submit: "Save", fields: lineFields(item),
    doing: async (values) => {
      await patch(`salesforce/lines/${item.Id}`, plain(values));
      look();
    },
  });
}

function addLine(deal, look) {
  return ask({
    title: "Add a product", submit: "Add",
    fields: [
      { name: "product", label: "Product", required: true },
      ...lineFields(),
      { name: "interval", label: "Billed", kind: "select",
        options: [["", "Once"], ...["Weekly", "Monthly", "Quarterly", "Semi-annually", "Yearly"].map((one) => [one, one])] },
      { name: "periods", label: "How many times", kind: "number", value: "12", shown: ({ interval }) => interval !== "" },
    ],
    doing: async ({ interval, periods, ...values }) => {
      const often = interval ? { interval, periods: Number(periods), start: deal.CloseDate } : {};
      await post(`salesforce/deals/${deal.Id}/lines`, { ...plain(values), ...often });
      look();
    },
  });
}

const plain = ({ quantity, unit_price, ...rest }) =>
  ({ ...rest, quantity: quantity.replaceAll(",", ""), unit_price: unit_price.replaceAll(",", "") });

/** The milestones. */
export function milestones(deal, look) {
  const found = deal.Closedwon_Milestones__r ?? [];
  const add = button("Add a milestone", () => askMilestone(deal, null, look));
  if (!found.length) return section("Milestones", add, empty("None: all of it is billed at once."));
  return section("Milestones", add, table("Milestones",
    [{ words: "Milestone" }, { words: "When" }, { words: "Part", number: true }, { words: "State" }, { words: h("span", { class: "unseen" }, "Change") }],
    found.map((one) => [
      one.Description__c ?? one.Name,
      one.Date__c ? date(noon(one.Date__c)) : one.Condition__c ?? "–",
      one.Percent__c ? `${one.Percent__c} %` : shownAmount(one.Amount__c, deal.CurrencyIsoCode),
      one.Met__c ? badge(one.Met_Date__c ? `Met ${date(noon(one.Met_Date__c))}` : "Met", "good") : meet(one, look),
      change(one.Id, one.Description__c ?? one.Name, () => askMilestone(deal, one, look), `salesforce/milestones/${one.Id}`, look),
    ])));
}

function meet(one, look) {
  if (one.Date__c && !one.Condition__c) return badge("By its date");
  return button("Mark met", async () => {
    await patch(`salesforce/milestones/${one.Id}`, { met: true });
    look();
  }, { key: `met ${one.Id}`, label: `Mark ${one.Description__c} met` });
}

function askMilestone(deal, one, look) {
  const was = one ?? {};
  const by = ({ kind }) => kind;
  return ask({
    title: one ? "Edit the milestone" : "Add a milestone", submit: one ? "Save" : "Add",
    fields: [
      { name: "description", label: "What it is", value: was.Description__c, required: true },
      { name: "kind", label: "How much", kind: "select", value: was.Amount__c ? "amount" : "percent", options: [["percent", "A part of the deal"], ["amount", "An amount"]] },
      { name: "percent", label: "Percent", kind: "number", value: was.Percent__c ?? "", shown: (now) => by(now) === "percent" },
      { name: "amount", label: `Amount (${deal.CurrencyIsoCode})`, kind: "amount", value: was.Amount__c ?? "", shown: (now) => by(now) === "amount" },
      { name: "date", label: "Date", kind: "date", value: was.Date__c, hint: "Empty when it waits for something" },
      { name: "condition", label: "What it waits for", value: was.Condition__c },
      { name: "met", label: "It is met", kind: "check", value: was.Met__c },
    ],
    doing: async ({ kind, percent, amount, date: on, ...rest }) => {
      const body = {
        ...rest, date: on || null,
        percent: kind === "percent" ? percent || null : null,
        amount: kind === "amount" ? amount.replaceAll(",", "") || null : null,
      };
      if (one) await patch(`salesforce/milestones/${one.Id}`, body);
      else await post(`salesforce/deals/${deal.Id}/milestones`, body);
      look();
    },
  });
}
