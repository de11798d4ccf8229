/** Stripe: invoices, customers, subscriptions and the outbox, and the page of each. */

import { get } from "../api.js";
import { h } from "../dom.js";
import * as live from "../live.js";
import { date, money, moment } from "../words.js";
import { drawCustomer, drawSubscription, lookAt, namedSubscriptions } from "./billing.js";
import { drawInvoice, invoiceBadge } from "./invoice.js";
import { paged } from "./list.js";
import { pages } from "./pages.js";
import { badge, empty, soon } from "./parts.js";

const PARTS = [["invoices", "Invoices"], ["customers", "Customers"], ["subscriptions", "Subscriptions"], ["outbox", "E-mails sent"]];
const STATUSES = [["", "Every status"], ["draft", "Draft"], ["open", "Open"], ["overdue", "Overdue"], ["paid", "Paid"], ["uncollectible", "Uncollectible"], ["void", "Void"]];

let book;
const pagesOf = { invoice: drawInvoice, customer: drawCustomer, subscription: drawSubscription };

/** Draw the tab. */
export function mount(panel) {
  const select = h("select", { class: "input fit", "aria-label": "Status" }, STATUSES.map(([value, words]) => h("option", { value }, words)));
  const { node: invoices, look } = paged({
    path: "page/invoices", label: "Invoices", draw: line, open: (row) => open("invoice", row.id), event: "invoice",
    none: "No invoice yet: closedwon makes one when a deal is approved.", filters: [select],
    asked: () => ({ status: select.value }),
  });
  select.addEventListener("change", look);
  const others = { customers: simple(customers), subscriptions: simple(subscriptions), outbox: simple(outbox) };
  const nodes = { invoices, ...Object.fromEntries(Object.entries(others).map(([key, { node }]) => [key, node])) };
  let chosen = "invoices";
  const choice = h("div", { class: "choice", role: "group", "aria-label": "Part of Stripe" }, PARTS.map(([key, words]) =>
    h("button", { type: "button", class: "button small", "aria-pressed": String(key === chosen), dataset: { key }, on: { click: () => choose(key) } }, words)));

  function choose(key) {
    chosen = key;
    for (const one of choice.children) one.setAttribute("aria-pressed", String(one.dataset.key === key));
    for (const [name, node] of Object.entries(nodes)) node.hidden = name !== key;
    others[key]?.look();
  }
  const list = h("div", { class: "stack" }, choice, Object.values(nodes));
  book = pages(panel, list);
  const again = soon(() => {
    if (book.key) book.again(book.key);
    else others[chosen]?.look();
  }, 200);
  live.on("invoice", again);
  live.on("customer", again);
  live.on("clock", again);
  choose("invoices");
  look();
}

/** Open the page of an invoice, a customer or a subscription. */
export const open = (kind, id) => book.open(`${kind} ${id}`, () => pagesOf[kind](id, () => book.again(`${kind} ${id}`)));

function line(row) {
  const draft = row.status === "draft" && row.finalizes_at;
  const due = draft ? `goes out ${date(row.finalizes_at)}` : row.due_date ? `due ${date(row.due_date)}` : `made ${date(row.created)}`;
  return [
    h("span", { class: "line-main" }, h("strong", {}, row.customer_name ?? row.customer), h("span", { class: "quiet" }, row.number ?? "no number yet")),
    h("span", { class: "number line-sum" }, money(row.total, row.currency)),
    h("span", { class: "line-more quiet" }, [due, row.deal_name].filter(Boolean).join(" · ")),
    h("span", { class: "line-tags" }, invoiceBadge(row),
      row.status === "open" && row.amount_paid > 0 ? badge(`${money(row.amount_remaining, row.currency)} left`, "warn") : null,
      row.subscription ? badge("Retainer", "info") : null),
  ];
}

/** A list that is short enough to be shown as it is, searched here. */
function simple({ label, load, draw, of, none }) {
  const search = h("input", { type: "search", class: "input", placeholder: `Search ${label.toLowerCase()}`, "aria-label": `Search ${label.toLowerCase()}` });
  const list = h("ul", { class: "lines", "aria-label": label });
  const note = h("div", {});
  const AT_MOST = 200;
  let all = [];
  const show = () => {
    const wanted = search.value.trim().toLowerCase();
    const rows = all.filter((row) => !wanted || of(row).toLowerCase().includes(wanted));
    list.replaceChildren(...rows.slice(0, AT_MOST).map((row) => h("li", {}, draw(row))));
    note.replaceChildren(rows.length ? rows.length > AT_MOST ? h("p", { class: "quiet small-words" }, `The newest ${AT_MOST} of ${rows.length}; search for others.`) : "" : empty(wanted ? "Nothing matches." : none));
  };
  search.addEventListener("input", show);
  const look = async () => {
    const found = await load().catch(() => all);
    all = [...found].reverse();
    show();
  };
  return { node: h("div", { class: "listing", hidden: true }, h("div", { class: "row sift" }, search), list, note), look };
}

const customers = {
  label: "Customers", load: () => get("stripe/customers"), none: "No customer yet.",
  of: (row) => `${row.name} ${row.email} ${row.id}`,
  draw: (row) => h("button", { type: "button", class: "line", on: { click: () => open("customer", row.id) } },
    h("span", { class: "line-main" }, h("strong", {}, row.name ?? row.id), h("span", { class: "quiet" }, row.email ?? "no e-mail address")),
    h("span", { class: "number line-sum" }, row.balance && row.currency ? money(row.balance, row.currency) : ""),
    h("span", { class: "line-more quiet" }, `since ${date(row.created)}`)),
};

const subscriptions = {
  label: "Subscriptions", load: namedSubscriptions, none: "No subscription yet: a retainer becomes one when it is approved.",
  of: (row) => `${row.client} ${row.id} ${row.status} ${JSON.stringify(row.metadata)}`,
  draw: (row) => h("button", { type: "button", class: "line", on: { click: () => open("subscription", row.id) } },
    lookAt(row)),
};

const MAILS = { invoice: "Invoice", again: "Reminder", paid: "Receipt", credit_note: "Credit note" };

const outbox = {
  label: "E-mails sent", load: () => get("stripe/outbox"), none: "Stripe has e-mailed nobody yet.",
  of: (row) => `${row.to} ${row.number} ${row.kind}`,
  draw: (row) => h("button", { type: "button", class: "line", on: { click: () => open("invoice", row.invoice) } },
    h("span", { class: "line-main" }, h("strong", {}, row.to), h("span", { class: "quiet" }, row.number ?? "")),
    h("span", { class: "number line-sum" }, money(row.amount ?? row.amount_due, row.currency)),
    h("span", { class: "line-more quiet" }, moment(row.at)),
    h("span", { class: "line-tags" }, badge(MAILS[row.kind] ?? row.kind, row.kind === "again" ? "warn" : "info"))),
};

