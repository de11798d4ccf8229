/** The top of the customer's page: how much is due, and the ways to pay it. */

import { h } from "../dom.js";
import { saying } from "../toast.js";
import { date, money } from "../words.js";

const WAYS = [
  ["card", "Pay by card", "At once", { kind: "card" }, "primary"],
  ["transfer", "Bank transfer", "Arrives at once here", { kind: "bank_transfer" }, ""],
  ["debit", "Bank debit", "Takes some days", { kind: "bank_debit", processing: true }, ""],
];

/**
 * Return the card.
 * @param {Object} invoice
 * @param {Object} life
 * @param {string} now
 * @param {(body: Object) => Promise} pay
 */
export function paying(invoice, life, now, pay) {
  const { currency, status } = invoice;
  const underWay = life.payments.some((one) => one.intent_status === "processing");
  const [words, kind] = standing(invoice, now);
  return h("section", { class: "paying", "aria-label": "Pay this invoice" },
    h("p", { class: "from" }, invoice.account_name),
    h("p", { class: "due" }, money(status === "paid" ? invoice.total : invoice.amount_remaining, currency)),
    h("p", { class: ["standing", kind] }, words),
    h("dl", {},
      pair("To", invoice.customer_name), pair("Invoice", invoice.number ?? "not numbered yet"),
      invoice.amount_paid ? pair("Paid so far", money(invoice.amount_paid, currency)) : null),
    underWay ? h("p", { class: "standing info" }, "Your bank is moving the money. This takes a few days.") : null,
    status === "open" && !underWay ? ways(pay) : null);
}

function ways(pay) {
  return h("div", { class: "ways" }, WAYS.map(([key, words, hint, body, kind]) => {
    const button = h("button", { type: "button", class: ["button", kind], dataset: { way: key } }, words, h("span", {}, hint));
    button.addEventListener("click", async () => {
      if (button.disabled) return;
      button.disabled = true;
      await saying(pay(body));
      button.disabled = false;
    });
    return button;
  }));
}

function standing({ status, due_date: due }, now) {
  if (status === "paid") return ["Paid. Thank you.", "good"];
  if (status === "void") return ["This invoice was voided. There is nothing to pay.", ""];
  if (status === "uncollectible") return ["This invoice was written off.", ""];
  if (status === "draft") return ["This is a draft: it has not been sent.", ""];
  if (!due) return ["Due", ""];
  return due * 1000 < Date.parse(now) ? [`Overdue: it was due ${date(due)}`, "bad"] : [`Due ${date(due)}`, ""];
}

const pair = (name, value) => h("div", {}, h("dt", {}, name), h("dd", {}, value));
