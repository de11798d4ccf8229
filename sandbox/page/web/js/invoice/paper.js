/** The invoice as a sheet of paper. */

import { h } from "../dom.js";
import { date, money } from "../words.js";

/** Return the sheet. */
export function paper(invoice) {
  const { currency } = invoice;
  return h("article", { class: "paper", "aria-label": "The invoice" },
    h("header", {},
      h("div", {}, h("h1", {}, "Invoice"), invoice.status === "draft" ? h("p", { class: "stamp" }, "Draft") : stamp(invoice)),
      h("p", { class: "maker" }, invoice.account_name)),
    h("dl", { class: "dates" },
      row("Invoice number", invoice.number ?? "–"),
      row("Date of issue", date(invoice.effective_at ?? invoice.created)),
      invoice.due_date ? row("Date due", date(invoice.due_date)) : null,
      (invoice.custom_fields ?? []).map(({ name, value }) => row(name, value))),
    h("div", { class: "parties" },
      h("section", {}, h("h2", {}, "From"), h("p", {}, h("strong", {}, invoice.account_name)), h("p", {}, country(invoice.account_country))),
      h("section", {}, h("h2", {}, "Bill to"), billTo(invoice))),
    h("p", { class: "headline" }, headline(invoice)),
    invoice.description ? h("p", { class: "memo" }, invoice.description) : null,
    h("table", {},
      h("caption", { class: "unseen" }, "What it is for"),
      h("thead", {}, h("tr", {}, ["Description", "Qty", "Unit price", "Amount"].map((words, at) => h("th", { scope: "col", class: at && "number" }, words)))),
      h("tbody", {}, invoice.lines.data.map((line) => lineRow(line, currency)))),
    totals(invoice),
    invoice.footer ? h("footer", {}, invoice.footer) : null);
}

const row = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
const STAMPS = { paid: "Paid", void: "Void", uncollectible: "Uncollectible" };
const stamp = ({ status }) => (STAMPS[status] ? h("p", { class: ["stamp", status] }, STAMPS[status]) : null);

function country(code) {
  return code ? new Intl.DisplayNames(["en"], { type: "region" }).of(code) : "";
}

function billTo({ customer_name: name, customer_email: email, customer_address: address, customer_tax_ids: taxIds }) {
  const { line1, line2, city, state, postal_code: code } = address ?? {};
  const lines = [line1, line2, [city, [state, code].filter(Boolean).join(" ")].filter(Boolean).join(", "), country(address?.country), email];
  return [
    h("p", {}, h("strong", {}, name)), lines.filter(Boolean).map((line) => h("p", {}, line)),
    (taxIds ?? []).map(({ type, value }) => h("p", {}, `${type.replaceAll("_", " ").toUpperCase()} ${value}`)),
  ];
}

function headline({ status, total, amount_remaining: remaining, currency, due_date: due }) {
  const sum = money(status === "open" ? remaining : total, currency);
  if (status === "paid") return `${sum} paid`;
  return due ? `${sum} due ${date(due)}` : sum;
}

function lineRow(line, currency) {
  const unit = Number(line.pricing?.unit_amount_decimal ?? line.amount / (line.quantity || 1));
  const { start, end } = line.period ?? {};
  const spans = end - start > 24 * 60 * 60;
  return h("tr", {},
    h("td", {}, line.description ?? "", spans ? h("span", { class: "span" }, `${date(start)} – ${date(end)}`) : null),
    h("td", { class: "number" }, line.quantity ?? ""),
    h("td", { class: "number" }, Number.isInteger(unit) ? money(unit, currency) : ""),
    h("td", { class: "number" }, money(line.amount, currency)));
}

function totals(invoice) {
  const { currency } = invoice;
  const sum = (name, minor, strong = false) => h("div", { class: strong && "strong" }, h("dt", {}, name), h("dd", { class: "number" }, money(minor, currency)));
  const balance = (invoice.starting_balance ?? 0) - (invoice.ending_balance ?? 0);
  const credited = (invoice.pre_payment_credit_notes_amount ?? 0) + (invoice.post_payment_credit_notes_amount ?? 0);
  return h("dl", { class: "totals" },
    sum("Subtotal", invoice.subtotal),
    (invoice.total_discount_amounts ?? []).map(({ amount }) => sum("Discount", -amount)),
    (invoice.total_taxes ?? []).map(({ amount }) => sum("Tax", amount)),
    sum("Total", invoice.total),
    balance && invoice.status !== "draft" ? sum("Applied balance", balance) : null,
    credited ? sum("Credit notes", -credited) : null,
    invoice.amount_paid ? sum("Amount paid", -invoice.amount_paid) : null,
    sum("Amount due", invoice.status === "void" ? 0 : invoice.amount_remaining, true));
}
