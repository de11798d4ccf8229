/** The page of an invoice: how it stands, what is on it, and its life so far. */

import { get } from "../api.js";
import { h } from "../dom.js";
import { date, money, moment } from "../words.js";
import { dunning, invoiceActions, moneyBack } from "./invoice_acts.js";
import { go } from "./go.js";
import { story } from "./life.js";
import { badge, button, facts, section, table } from "./parts.js";

const KINDS = { draft: "", open: "info", paid: "good", void: "", uncollectible: "bad" };

/** Return the pill of an invoice's status. */
export function invoiceBadge({ status, overdue }) {
  if (overdue && status === "open") return badge("Overdue", "bad");
  return badge(status.charAt(0).toUpperCase() + status.slice(1), KINDS[status] ?? "");
}

/** Return the nodes of the page. */
export async function drawInvoice(id, look) {
  const [invoice, life, clock] = await Promise.all([
    get(`stripe/invoices/${id}`), get(`stripe/invoices/${id}/life`), get("page/clock").catch(() => ({ now: new Date().toISOString() })),
  ]);
  const overdue = invoice.status === "open" && invoice.due_date && invoice.due_date * 1000 < Date.parse(clock.now);
  return [
    head(invoice, life, overdue, look),
    section("Lines", null, lines(invoice)),
    payments(invoice, life),
    moneyBack(invoice, life, look),
    section("Its life", null, story(life, invoice)),
  ];
}

function head(invoice, life, overdue, look) {
  const { currency } = invoice;
  const deal = invoice.metadata.closedwon_deal_id ?? invoice.metadata.sf_opportunity_id;
  const processing = life.payments.some((payment) => payment.intent_status === "processing");
  const disputed = life.disputes.find((one) => /needs_response|under_review/.test(one.status));
  const subscription = invoice.parent?.subscription_details?.subscription;
  return h("header", { class: "sheet-head" },
    h("p", { class: "quiet" }, invoice.customer_name ?? invoice.customer),
    h("div", { class: "row spread" }, h("h2", {}, invoice.number ?? "Draft without a number"), h("span", { class: "sum" }, money(invoice.total, currency))),
    h("div", { class: "row" }, invoiceBadge({ status: invoice.status, overdue }),
      processing ? badge("Money is on its way", "info") : null,
      disputed ? badge(disputed.status.startsWith("warning") ? "Inquiry" : "Disputed", "bad") : null,
      invoice.latest_revision ? badge("Replaced by a revision", "warn") : null,
      invoice.amount_overpaid ? badge(`Overpaid by ${money(invoice.amount_overpaid, currency)}`, "warn") : null),
    h("div", { class: "row actions" }, invoiceActions(invoice, life, processing, look), dunning(invoice, life, look)),
    h("div", { class: "row" },
      invoice.status === "draft" ? null : h("a", { class: "button small", href: `/page/invoice.html?id=${invoice.id}`, target: "_blank", rel: "noopener" }, "Open as the customer sees it"),
      deal ? button("Its deal", () => go("deal", deal)) : null,
      button("Its customer", () => go("customer", invoice.customer)),
      subscription ? button("Its subscription", () => go("subscription", subscription)) : null,
      invoice.latest_revision ? button("The revision", () => go("invoice", invoice.latest_revision)) : null,
      invoice.from_invoice ? button("What it revises", () => go("invoice", invoice.from_invoice.invoice)) : null),
    facts([
      ["Remaining", money(invoice.amount_remaining, currency)],
      ["Paid", invoice.amount_paid ? money(invoice.amount_paid, currency) : null],
      ["Paid outside of Stripe", invoice.amount_paid_off_stripe ? money(invoice.amount_paid_off_stripe, currency) : null],
      ["Due", invoice.due_date ? date(invoice.due_date) : null],
      ["Goes out by itself", invoice.status === "draft" && invoice.automatically_finalizes_at ? moment(invoice.automatically_finalizes_at) : null],
      ["E-mailed to", invoice.customer_email ?? "nobody: there is no address"],
      ["Memo", invoice.description],
      ["Id", h("span", { class: "mono" }, invoice.id)],
    ]));
}

function lines(invoice) {
  const { currency } = invoice;
  const rows = invoice.lines.data.map((line) => [line.description ?? "–", line.quantity ?? "–", money(line.amount, currency)]);
  const taxes = (invoice.total_taxes ?? []).reduce((sum, tax) => sum + tax.amount, 0);
  if (taxes) rows.push(["Tax", "", money(taxes, currency)]);
  rows.push([h("strong", {}, "Total"), "", h("strong", {}, money(invoice.total, currency))]);
  return table("Lines", [{ words: "Line" }, { words: "Quantity", number: true }, { words: "Amount", number: true }], rows);
}

const METHODS = { card: "Card", customer_balance: "Bank transfer", us_bank_account: "Bank debit" };
const STATES = { processing: ["On its way", "info"], succeeded: ["Arrived", "good"], requires_payment_method: ["Waits", ""], canceled: ["Canceled", ""] };

function payments(invoice, life) {
  const shown = life.payments.filter((one) => one.method || one.status === "paid" || one.failure);
  if (!shown.length) return null;
  return section("Payments", null, table("Payments", [{ words: "How" }, { words: "State" }, { words: "When" }, { words: "Amount", number: true }],
    shown.map((one) => {
      const [words, kind] = one.failure && one.intent_status === "requires_payment_method" ? ["Failed", "bad"] : STATES[one.intent_status] ?? [one.status, "good"];
      return [METHODS[one.method] ?? (one.payment.type === "payment_record" ? "Outside of Stripe" : "–"),
        h("span", {}, badge(words, kind), one.refunded ? h("span", { class: "quiet hint" }, `${money(one.refunded, one.currency)} refunded`) : null),
        moment(one.status_transitions.paid_at ?? one.created), money(one.amount_paid ?? one.amount_requested, one.currency)];
    })));
}
