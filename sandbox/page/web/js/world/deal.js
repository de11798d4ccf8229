/** The page of a deal: its fields, what belongs to it, and what closedwon wrote back. */

import { get, patch, post } from "../api.js";
import { h } from "../dom.js";
import { date, moment } from "../words.js";
import { ask } from "./ask.js";
import { client } from "./deal_client.js";
import { lines, milestones } from "./deal_parts.js";
import { furtherDeal } from "./deal_more.js";
import { statusKind } from "./deals.js";
import { go } from "./go.js";
import { badge, button, facts, named, section, table } from "./parts.js";
import { noon, shownAmount } from "./sums.js";

/** Return the nodes of the page. */
export async function drawDeal(id, book) {
  const [record] = await get("salesforce/records/Opportunity", { Id: id, deleted: "true" });
  if (!record) throw new Error("This deal is not there.");
  if (record.IsDeleted) return [thrownAway(record, () => book.again(id))];
  const deal = await get(`salesforce/deals/${id}`);
  const [guards, invoices] = await Promise.all([
    get("salesforce/guards"),
    get("page/invoices", { q: deal.Name, limit: 100 }).catch(() => ({ rows: [] })),
  ]);
  const locked = guards.locked.some((key) => key.slice(0, 15) === id.slice(0, 15));
  const look = () => book.again(id);
  return [
    head(deal, locked, guards, book, look),
    wroteBack(deal, invoices.rows.filter((row) => row.deal_id === id)),
    lines(deal, look),
    milestones(deal, look),
    client(deal, look),
    left(deal),
  ];
}

function head(deal, locked, guards, book, look) {
  const owner = deal.Owner?.Name ?? "nobody";
  return h("header", { class: "sheet-head" },
    h("p", { class: "quiet" }, deal.Account?.Name ?? ""),
    h("div", { class: "row spread" },
      h("h2", {}, deal.Name),
      h("span", { class: "sum" }, shownAmount(deal.Amount, deal.CurrencyIsoCode))),
    h("div", { class: "row" },
      badge(deal.StageName, deal.IsWon ? "good" : ""),
      locked ? badge("Locked by an approval", "warn") : null,
      guards.row_locks.length ? badge("A row is locked", "warn") : null,
      guards.rules.length ? badge(`${guards.rules.length} validation rule${guards.rules.length > 1 ? "s" : ""}`, "warn") : null),
    h("div", { class: "row actions" }, actions(deal, look), furtherDeal(deal, { locked, guards, book, look })),
    facts([
      ["Owner", owner],
      ["Close date", deal.CloseDate && date(noon(deal.CloseDate))],
      ["Payment terms", deal.Closedwon_Terms__c],
      ["PO number", deal.Closedwon_PO_Number__c],
      ["Currency", deal.CurrencyIsoCode],
      ["Last changed", deal.LastModifiedDate && moment(deal.LastModifiedDate)],
    ]));
}

const pull = (id, words, lever, look, more) =>
  button(words, async () => {
    await post(`salesforce/deals/${id}/${lever}`);
    look();
  }, more);

function thrownAway(record, look) {
  return h("header", { class: "sheet-head" },
    h("div", { class: "row spread" }, h("h2", {}, record.Name), h("span", { class: "sum" }, shownAmount(record.Amount, record.CurrencyIsoCode))),
    h("div", { class: "row" }, badge("Deleted", "bad"), badge(record.StageName)),
    h("p", { class: "quiet" }, "It is in the recycle bin, with all its parts. closedwon sees that it is gone."),
    h("div", { class: "row actions" }, pull(record.Id, "Undelete", "undelete", look, { kind: "primary" })));
}

function actions(deal, look) {
  const id = deal.Id;
  const act = (words, lever, more) => pull(id, words, lever, look, more);
  const edit = button("Edit", () => editDeal(deal, look));
  if (deal.IsWon) return [edit, act("Re-open", "reopen")];
  return [act("Win", "win", { kind: "primary" }), deal.IsClosed ? act("Re-open", "reopen") : act("Lose", "lose"), edit];
}

function editDeal(deal, look) {
  const withLines = deal.OpportunityLineItems.length > 0;
  return ask({
    title: "Edit the deal", submit: "Save",
    words: withLines ? "The amount is the sum of the products: change their prices instead." : undefined,
    fields: [
      { name: "Name", label: "Name", value: deal.Name, required: true },
      withLines ? null : { name: "Amount", label: `Amount (${deal.CurrencyIsoCode})`, kind: "amount", value: deal.Amount ?? "" },
      { name: "CloseDate", label: "Close date", kind: "date", value: deal.CloseDate, required: true },
      { name: "Closedwon_Terms__c", label: "Payment terms", value: deal.Closedwon_Terms__c, hint: "For example Net 30" },
      { name: "Closedwon_PO_Number__c", label: "PO number", value: deal.Closedwon_PO_Number__c },
    ].filter(Boolean),
    doing: async (values) => {
      const fields = Object.fromEntries(Object.entries(values)
        .filter(([name, value]) => value !== String(deal[name] ?? ""))
        .map(([name, value]) => [name, name === "Amount" && value ? Number(value.replaceAll(",", "")) : value || null]));
      if (Number.isNaN(fields.Amount)) throw new Error("The amount is not a number.");
      await patch(`salesforce/records/Opportunity/${deal.Id}`, { fields, as: deal.Owner?.Email });
      look();
    },
  });
}

const MONEY = /Amount|Balance|Kept|Scheduled/;
const ASKED = new Set(["Closedwon_Terms__c", "Closedwon_PO_Number__c", "Closedwon_PO_Required__c", "Closedwon_No_Invoice__c"]);

function value(name, given, currency) {
  if (given === null || given === undefined || given === "") return null;
  if (typeof given === "number" && MONEY.test(name)) return shownAmount(given, currency);
  if (typeof given === "boolean") return given ? "Yes" : "No";
  if (/Date__c$/.test(name)) return date(noon(given));
  if (/Url__c$/.test(name)) return h("a", { href: given, target: "_blank", rel: "noopener" }, "As the customer sees it");
  return String(given);
}

function wroteBack(deal, invoices) {
  const written = Object.keys(deal).filter((name) => /^Closedwon_.*__c$/.test(name) && !ASKED.has(name) && name !== "Closedwon_Status__c");
  const rows = written.map((name) => [named(name), value(name, deal[name], deal.CurrencyIsoCode)]);
  const status = deal.Closedwon_Status__c;
  const records = deal.Closedwon_Invoices__r ?? [];
  return section("What closedwon wrote here", status ? badge(status, statusKind(status)) : badge("Nothing yet"),
    facts(rows),
    records.length ? table("Invoices as Salesforce has them",
      [{ words: "Invoice" }, { words: "Status" }, { words: "Due" }, { words: "Amount", number: true }],
      records.map((row) => [
        row.Closedwon_Number__c ?? row.Name,
        row.Closedwon_Status__c ?? "–",
        row.Closedwon_Due_Date__c ? date(noon(row.Closedwon_Due_Date__c)) : "–",
        shownAmount(row.Closedwon_Amount__c ?? row.Closedwon_Amount_Invoiced__c, row.CurrencyIsoCode),
      ])) : null,
    invoices.length ? h("div", { class: "row" }, h("span", { class: "quiet" }, "In Stripe:"),
      invoices.map((row) => button(`${row.number ?? "Draft"}`, () => go("invoice", row.id), { key: row.id }))) : null);
}

function left(deal) {
  const tasks = deal.Tasks ?? [];
  const events = [...(deal.Closedwon_Events__r ?? [])].reverse();
  if (!tasks.length && !events.length) return null;
  return section("Tasks and history", null,
    tasks.map((task) => h("p", { class: "note" }, badge(task.Status ?? "Task", task.Status === "Completed" ? "good" : "info"), " ",
      h("strong", {}, task.Subject), task.Description ? h("span", { class: "quiet long" }, task.Description) : null)),
    h("ol", { class: "life" }, events.map((event) => h("li", {},
      h("span", { class: "quiet" }, moment(event.Closedwon_At__c)),
      h("span", {}, h("strong", {}, event.Closedwon_Who__c), ": ", event.Closedwon_What__c)))));
}
