/** Who pays for a deal: its contacts and its account, each to be changed. */

import { get, patch } from "../api.js";
import { h } from "../dom.js";
import { ask } from "./ask.js";
import { button, empty, facts, section } from "./parts.js";

/** The section about them. Contacts are looked up beside it, as a deal only has their ids. */
export function client(deal, look) {
  const account = deal.Account ?? {};
  const people = h("div", { class: "people" });
  fillIn(people, deal, look);
  const address = ["Street", "City", "State", "PostalCode", "Country"].map((part) => account[`Billing${part}`]).filter(Boolean);
  return section("Client", null,
    h("div", { class: "card" },
      h("div", { class: "row spread" }, h("h4", {}, account.Name ?? "No account"),
        account.Id ? button("Edit the account", () => editAccount(account, look)) : null),
      facts([
        ["Billing address", address.join(", ") || "None"],
        ["Tax id", [account.Closedwon_Tax_Id__c, account.Closedwon_Tax_Id_Type__c && `(${account.Closedwon_Tax_Id_Type__c})`].filter(Boolean).join(" ")],
        ["Tax", account.Closedwon_Tax_Exempt__c],
        ["Language", account.Closedwon_Language__c],
      ])),
    people);
}

async function fillIn(node, deal, look) {
  const roles = deal.OpportunityContactRoles ?? [];
  if (!roles.length) {
    node.append(empty("No contact: nobody to e-mail the invoice to."));
    return;
  }
  for (const role of roles) {
    const contact = await get(`salesforce/records/Contact/${role.ContactId}`).catch(() => null);
    if (!contact) continue;
    const name = [contact.FirstName, contact.LastName].filter(Boolean).join(" ");
    node.append(h("div", { class: "card" },
      h("div", { class: "row spread" }, h("h4", {}, name),
        button("Edit the contact", () => editContact(contact, look), { key: `contact ${contact.Id}` })),
      facts([["Role", [role.Role, role.IsPrimary && "primary"].filter(Boolean).join(", ")], ["E-mail", contact.Email ?? "None"]])));
  }
}

function editContact(contact, look) {
  return ask({
    title: "Edit the contact", submit: "Save",
    fields: [
      { name: "first_name", label: "First name", value: contact.FirstName },
      { name: "last_name", label: "Last name", value: contact.LastName, required: true },
      { name: "email", label: "E-mail", kind: "email", value: contact.Email },
    ],
    doing: async (values) => {
      await patch(`salesforce/contacts/${contact.Id}`, { ...values, email: values.email || null });
      look();
    },
  });
}

const ADDRESS = ["Street", "City", "State", "PostalCode", "Country"];

function editAccount(account, look) {
  return ask({
    title: "Edit the account", submit: "Save",
    fields: [
      { name: "name", label: "Name", value: account.Name, required: true },
      ...ADDRESS.map((part) => ({
        name: `Billing${part}`, label: part === "PostalCode" ? "Postal code" : part, value: account[`Billing${part}`],
      })),
      { name: "tax_id", label: "Tax id", value: account.Closedwon_Tax_Id__c },
      { name: "tax_id_type", label: "Kind of tax id", value: account.Closedwon_Tax_Id_Type__c, hint: "As Stripe names it, e.g. eu_vat, gb_vat, us_ein" },
      { name: "tax_exempt", label: "Tax", kind: "select", value: account.Closedwon_Tax_Exempt__c ?? "",
        options: [["", "Not said"], ["None", "Taxed"], ["Exempt", "Exempt"], ["Reverse charge", "Reverse charge"]] },
    ],
    doing: async ({ name, tax_id, tax_id_type, tax_exempt, ...address }) => {
      const lines = Object.fromEntries(Object.entries(address).map(([part, said]) => [part, said || null]));
      await patch(`salesforce/accounts/${account.Id}`, {
        name, address: lines, tax_id: tax_id || null, tax_id_type: tax_id_type || null, tax_exempt: tax_exempt || null,
      });
      look();
    },
  });
}
