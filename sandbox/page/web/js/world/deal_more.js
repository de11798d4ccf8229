/** What else can be done to a deal, and to the org around it, to get in closedwon's way. */

import { get, post, remove } from "../api.js";
import { toast } from "../toast.js";
import { ask } from "./ask.js";
import { menu } from "./menu.js";

/** The "More" menu of a deal. */
export function furtherDeal(deal, { locked, guards, book, look }) {
  const id = deal.Id;
  const guarded = locked || guards.rules.length || guards.row_locks.length || guards.duplicates.length;
  const doing = (lever, body, words) => async () => {
    await post(lever, body);
    if (words) toast(words);
    look();
  };
  const clone = (milestones) => async () => {
    const made = await post(`salesforce/deals/${id}/clone`, { milestones, name: `${deal.Name} (copy)` });
    toast(`${made.Name} is there.`);
  };
  return menu("More", [
    ["Clone", clone(false)],
    ["Clone with milestones", clone(true)],
    [locked ? "Unlock the record" : "Lock the record", doing("salesforce/locks", { id, locked: !locked })],
    ["Lock its row for the next write", doing("salesforce/row-locks", { id, times: 1 }, "The next write to this deal finds its row locked.")],
    ["Add a validation rule…", () => addRule(look)],
    guarded ? ["Take all locks and rules away", async () => {
      await remove("salesforce/guards");
      look();
    }] : null,
    ["Merge its account with another…", () => merge(deal, look)],
    ["Delete", async () => {
      await remove(`salesforce/deals/${id}`);
      look();
    }, { danger: true }],
  ], { label: "More to do with this deal" });
}

const RULES = {
  status: { words: "Refuse what closedwon writes as status", changed: ["Closedwon_Status__c"], message: "Billing fields are frozen until the quarter is closed." },
  any: { words: "Refuse every change of a deal", changed: ["*"], message: "Deals cannot be changed today." },
  po: { words: "Ask for a PO number", empty: ["Closedwon_PO_Number__c"], message: "A deal needs its PO number." },
};

function addRule(look) {
  return ask({
    title: "Add a validation rule", submit: "Add", words: "It holds for everybody who uses the API, as in Salesforce; what you do here goes above it.",
    fields: [
      { name: "rule", label: "What it refuses", kind: "select", options: Object.entries(RULES).map(([key, { words }]) => [key, words]) },
      { name: "message", label: "What it says", hint: "Empty: its own words" },
    ],
    doing: async ({ rule, message }) => {
      const { words: _, ...body } = RULES[rule];
      await post("salesforce/rules", { object: "Opportunity", ...body, message: message || body.message });
      look();
    },
  });
}

async function merge(deal, look) {
  const accounts = await get("salesforce/records/Account");
  const others = accounts.filter((one) => one.Id !== deal.AccountId && !one.IsDeleted);
  if (!others.length) {
    toast("There is no other account.");
    return;
  }
  const own = deal.Account?.Name ?? "this account";
  await ask({
    title: "Merge two accounts", submit: "Merge", danger: true,
    words: "The deals of both are then deals of the one that stays; the other is deleted and names it.",
    fields: [
      { name: "other", label: "The other account", kind: "select", options: others.map((one) => [one.Id, one.Name]) },
      { name: "stays", label: "Which one stays", kind: "select", options: [["own", own], ["other", "The other one"]] },
    ],
    doing: async ({ other, stays }) => {
      const both = stays === "own" ? [deal.AccountId, other] : [other, deal.AccountId];
      await post("salesforce/accounts/merge", { winner: both[0], loser: both[1] });
      look();
    },
  });
}
