/** The customer's page of an invoice: what it is for, how to pay it, and how it looks on paper. */

import { get, post } from "./api.js";
import { paper } from "./invoice/paper.js";
import { paying } from "./invoice/paying.js";
import { replace } from "./dom.js";
import * as live from "./live.js";
import { zone } from "./words.js";

const asked = new URLSearchParams(location.search);
const main = document.getElementById("invoice");

/** Return the id that the address names, or the one of the page a link of Stripe leads to. */
async function wanted() {
  if (asked.get("id")) return asked.get("id");
  const token = asked.get("page");
  const leads = (one) => token && one.hosted_invoice_url?.endsWith(token);
  const mail = (await get("stripe/outbox")).find(leads);
  if (mail) return mail.invoice;
  // One that nobody was e-mailed is only among all of them.
  const found = (await get("stripe/invoices")).find(leads);
  if (!found) throw new Error("There is no such invoice.");
  return found.id;
}

async function draw(id) {
  const [invoice, life, clock] = await Promise.all([
    get(`stripe/invoices/${id}`), get(`stripe/invoices/${id}/life`), get("page/clock"),
  ]);
  zone.name = clock.zone ?? zone.name;
  document.title = `Invoice ${invoice.number ?? "(draft)"} from ${invoice.account_name}`;
  const pay = async (body) => {
    await post(`stripe/invoices/${id}/pay`, body);
    await draw(id);
  };
  replace(main, paying(invoice, life, clock.now, pay), paper(invoice));
}

function choose(look) {
  main.dataset.look = look;
  for (const one of ["page", "sheet"]) {
    document.getElementById(`as-${one}`).setAttribute("aria-pressed", String(one === look));
  }
}

async function start() {
  for (const look of ["page", "sheet"]) {
    document.getElementById(`as-${look}`).addEventListener("click", () => choose(look));
  }
  document.getElementById("print").addEventListener("click", () => print());
  if (asked.get("look") === "sheet") choose("sheet");
  const id = await wanted();
  await draw(id);
  live.on("invoice", (row) => row.id === id && draw(id).catch(fail));
  live.on("clock", () => draw(id).catch(fail));
  live.on("again", () => draw(id).catch(fail));
  live.connect();
}

function fail(error) {
  const words = document.createElement("p");
  words.className = "empty";
  words.setAttribute("role", "alert");
  words.textContent = error.message;
  replace(main, words);
}

start().catch(fail);
