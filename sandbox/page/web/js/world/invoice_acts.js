/** What customers, banks and colleagues do with an invoice. */

import { post } from "../api.js";
import { h } from "../dom.js";
import { date, decimals, money } from "../words.js";
import { ask } from "./ask.js";
import { menu } from "./menu.js";
import { badge, button, major, minor, section } from "./parts.js";

/** Return how to pull a lever of an invoice and look again. */
const lever = (invoice, look) => async (name, body = {}) => {
  await post(`stripe/invoices/${invoice.id}${name ? `/${name}` : ""}`, body);
  look();
};

/** Return the buttons for what is nearest to hand. */
export function invoiceActions(invoice, life, processing, look) {
  const pull = lever(invoice, look);
  const draft = [
    button("Finalize", () => pull("finalize"), { kind: "primary" }),
    button("Finalize and e-mail", () => pull("send")),
  ];
  const payable = ["open", "uncollectible"].includes(invoice.status);
  const disputes = life.disputes.filter((one) => /needs_response|under_review/.test(one.status));
  return [
    invoice.status === "draft" ? draft : null,
    payable ? button("Pay…", () => pay(invoice, look), { kind: "primary" }) : null,
    processing ? [button("Settle: it arrives", () => pull("settle"), { kind: "primary" }), button("Fail: it bounces", () => pull("fail", { message: "The bank returned the debit." }), { kind: "danger" })] : null,
    disputes.length ? [
      disputes[0].status.startsWith("warning") ? button("Escalate to a chargeback", () => pull("dispute/escalate")) : null,
      button("Win the dispute", () => pull("dispute/win")), button("Lose the dispute", () => pull("dispute/lose"), { kind: "danger" }),
    ] : null,
    invoice.status === "paid" ? [button("Refund…", () => refund(invoice, look)), life.disputes.length ? null : button("Dispute…", () => dispute(invoice, look))] : null,
  ];
}

/** Return the menu with the rest. */
export function dunning(invoice, life, look) {
  const pull = lever(invoice, look);
  const { status } = invoice;
  const open = status === "open";
  return menu("More", [
    open ? ["E-mail it again", () => pull("send")] : null,
    open ? ["Let a card be declined", () => pull("fail")] : null,
    status === "paid" ? ["Pay once more: too much", () => pay(invoice, look)] : null,
    open && invoice.amount_paid ? ["Refund…", () => refund(invoice, look)] : null,
    open && invoice.amount_paid ? ["Dispute…", () => dispute(invoice, look)] : null,
    ["open", "paid", "uncollectible"].includes(status) ? ["Credit note…", () => credit(invoice, look)] : null,
    ["draft", "open"].includes(status) ? ["Edit…", () => edit(invoice, look)] : null,
    open ? ["Revise: a new draft of it", () => pull("revise")] : null,
    open ? ["Mark uncollectible", () => pull("uncollectible"), { danger: true }] : null,
    open || status === "uncollectible" ? ["Void", () => pull("void"), { danger: true }] : null,
    status === "draft" ? ["Delete the draft", () => pull("delete"), { danger: true }] : null,
  ], { label: "More to do with this invoice" });
}

const amountField = (invoice, amount, hint) => ({
  name: "amount", label: `Amount (${invoice.currency.toUpperCase()})`, kind: "amount", required: true, hint,
  value: amount ? major(amount, decimals(invoice.currency)) : "",
});

const inMinor = (invoice, text) => minor(text, decimals(invoice.currency));

function pay(invoice, look) {
  const remaining = invoice.amount_remaining;
  return ask({
    title: "Let the customer pay", submit: "Pay",
    words: remaining ? `${money(remaining, invoice.currency)} remain. Less is a part payment, more overpays.` : "Nothing remains: this overpays.",
    fields: [
      { name: "how", label: "How", kind: "select", options: [
        ["card", "By card"], ["bank_transfer", "By bank transfer that arrives at once"],
        ["bank_debit", "By bank debit that takes days: settle or fail it later"], ["out_of_band", "Outside of Stripe: a colleague reports it"]],
        value: remaining ? "card" : "bank_transfer" },
      amountField(invoice, remaining),
    ],
    doing: async ({ how, amount }) => {
      const body = { kind: how, amount: inMinor(invoice, amount), processing: how === "bank_debit" };
      await post(`stripe/invoices/${invoice.id}/pay`, body);
      look();
    },
  });
}

function refund(invoice, look) {
  return ask({
    title: "Refund a payment", submit: "Refund",
    fields: [amountField(invoice, invoice.amount_paid)],
    doing: async ({ amount }) => {
      await post(`stripe/invoices/${invoice.id}/refund`, { amount: inMinor(invoice, amount) });
      look();
    },
  });
}

function credit(invoice, look) {
  return ask({
    title: "Issue a credit note", submit: "Issue", words: "What is unpaid is lowered first; the rest goes back as you say.",
    fields: [
      amountField(invoice, invoice.amount_remaining || invoice.total),
      { name: "how", label: "What was paid goes back", kind: "select", options: [["balance", "as credit on the customer's balance"], ["refund", "as a refund"], ["out_of_band", "outside of Stripe"]] },
      { name: "memo", label: "Memo" },
    ],
    doing: async ({ amount, how, memo }) => {
      await post(`stripe/invoices/${invoice.id}/credit`, { amount: inMinor(invoice, amount), how, ...(memo ? { memo } : {}) });
      look();
    },
  });
}

function dispute(invoice, look) {
  return ask({
    title: "The customer's bank disputes it", submit: "Dispute",
    fields: [{ name: "kind", label: "Kind", kind: "select", options: [["inquiry", "Inquiry: the bank only asks"], ["chargeback", "Chargeback: the money is taken at once"]] }],
    doing: async ({ kind }) => {
      await post(`stripe/invoices/${invoice.id}/dispute`, { kind });
      look();
    },
  });
}

function edit(invoice, look) {
  const draft = invoice.status === "draft";
  return ask({
    title: "Edit the invoice by hand", submit: "Save",
    fields: [
      { name: "description", label: "Memo", kind: "long", value: invoice.description },
      draft ? { name: "due", label: "Due", kind: "date", hint: "Empty: as it is" } : null,
      draft ? { name: "auto_advance", label: "It goes out by itself", kind: "check", value: invoice.auto_advance } : null,
    ].filter(Boolean),
    doing: async ({ description, due, auto_advance }) => {
      const body = { description };
      if (due) body.due_date = Date.parse(`${due}T21:00:00Z`) / 1000;
      if (draft && auto_advance !== invoice.auto_advance) body.auto_advance = auto_advance;
      await post(`stripe/invoices/${invoice.id}`, body);
      look();
    },
  });
}

/** Return the section of credit notes, refunds and disputes, or null. */
export function moneyBack(invoice, life, look) {
  const act = (words, path, key) => button(words, async () => {
    await post(path);
    look();
  }, { key });
  const rows = [
    ...life.credit_notes.map((one) => ["Credit note", one.number, one.amount, one.status, one.created,
      one.status === "issued" ? act("Void", `stripe/credit_notes/${one.id}/void`, `void ${one.id}`) : null]),
    ...life.refunds.map((one) => ["Refund", one.reason ?? "", one.amount, one.status, one.created, one.status === "failed" ? null : [
      one.status === "pending" ? act("Arrives", `stripe/refunds/${one.id}/succeed`, `ok ${one.id}`) : null,
      act("Comes back", `stripe/refunds/${one.id}/fail`, `fail ${one.id}`)]]),
    ...life.disputes.map((one) => ["Dispute", one.reason, one.amount, one.status, one.created, null]),
  ];
  if (!rows.length) return null;
  return section("Money back", null, h("ul", { class: "plain-list" }, rows.map(([kind, words, amount, status, at, todo]) =>
    h("li", { class: "row spread" },
      h("span", {}, h("strong", {}, kind), " ", words ? h("span", { class: "quiet" }, words.replaceAll("_", " ")) : null, " ", badge(status.replaceAll("_", " "), /lost|failed/.test(status) ? "bad" : "")),
      h("span", { class: "row" }, h("span", { class: "quiet" }, date(at)), h("span", { class: "number" }, money(amount, invoice.currency)), todo)))));
}
