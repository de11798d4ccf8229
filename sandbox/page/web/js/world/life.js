/** The life of an invoice as a timeline, told from its events. */

import { h } from "../dom.js";
import { money, moment } from "../words.js";
import { badge, empty } from "./parts.js";

const TOLD = {
  "invoice.created": ["Made as a draft", ""],
  "invoice.finalized": ["Finalized: it has a number and a page to pay on", "info"],
  "invoice.finalization_failed": ["Could not be finalized", "bad"],
  "invoice.sent": ["E-mailed to the customer", "info"],
  "invoice.overdue": ["Overdue", "bad"],
  "invoice.will_be_due": ["Will be due soon", ""],
  "invoice.paid": ["Paid", "good"],
  "invoice.overpaid": ["Overpaid", "warn"],
  "invoice.payment_failed": ["A payment failed", "bad"],
  "invoice.voided": ["Voided", ""],
  "invoice.deleted": ["Deleted", ""],
  "invoice.marked_uncollectible": ["Marked uncollectible", "bad"],
  "payment_intent.processing": ["A bank debit is on its way", "info"],
  "charge.succeeded": ["A payment arrived", "good"],
  "charge.failed": ["A payment bounced", "bad"],
  "invoice_payment.paid": null,
  "charge.refunded": ["Refunded", "warn"],
  "refund.failed": ["A refund came back", "bad"],
  "credit_note.created": ["Credit note issued", "warn"],
  "credit_note.voided": ["Credit note voided", ""],
  "charge.dispute.created": ["Disputed by the customer's bank", "bad"],
  "charge.dispute.funds_withdrawn": ["The bank took the money", "bad"],
  "charge.dispute.funds_reinstated": ["The bank gave the money back", "good"],
  "charge.dispute.closed": ["The dispute is over", ""],
};
const SUMS = /^(charge\.(succeeded|failed)|credit_note|payment_intent\.processing|charge\.dispute\.created|refund)/;

/** Return the timeline, the newest first. */
export function story(life, invoice) {
  const events = life.events.filter((event) => TOLD[event.type]).reverse();
  if (!events.length) return empty("Nothing yet.");
  const others = life.events.filter((event) => !TOLD[event.type]);
  return h("div", {},
    h("ol", { class: "life" }, events.map((event) => {
      const [words, kind] = TOLD[event.type];
      const sum = event.amount && SUMS.test(event.type) ? `: ${money(event.amount, invoice.currency)}` : "";
      return h("li", { class: kind },
        h("span", { class: "quiet" }, moment(event.created)),
        h("span", {}, words, sum, event.message ? h("span", { class: "quiet" }, ` (${event.message})`) : null, " ",
          event.api ? badge("closedwon", "info") : null));
    })),
    others.length ? h("details", { dataset: { key: "others" } }, h("summary", {}, `${others.length} further events`),
      h("ul", { class: "plain-list mono" }, others.map((event) => h("li", {}, `${moment(event.created)} · ${event.type}`)))) : null);
}
