/** Salesforce: the deals, how one more is won, and the page of each. */

import { get, post } from "../api.js";
import { h } from "../dom.js";
import * as live from "../live.js";
import { toast } from "../toast.js";
import { date } from "../words.js";
import { drawDeal } from "./deal.js";
import { menu } from "./menu.js";
import { paged } from "./list.js";
import { pages } from "./pages.js";
import { badge, soon } from "./parts.js";
import { shownAmount } from "./sums.js";

let book;

/** Draw the tab. */
export async function mount(panel) {
  const win = h("span", {});
  const { node, look } = paged({
    path: "page/deals", label: "Deals", draw: line, open: (row) => open(row.id), event: "deal",
    none: "No deal yet. Win one: it is what closedwon waits for.", filters: [win],
  });
  book = pages(panel, node);
  const again = soon((id) => book.again(id));
  live.on("deal", (row) => again(row.id));
  live.on("invoice", (row) => row.deal_id && again(row.deal_id));
  look();
  const templates = await get("page/templates").catch(() => []);
  win.replaceWith(menu("Win a deal", templates.map(({ key, title, words }) => [
    h("span", {}, h("strong", {}, title), h("span", { class: "quiet hint" }, words)),
    async () => {
      const { id, name } = await post(`page/templates/${key}`);
      await open(id);
      toast(`${name} is won. The clock goes on to the next minute, in which the bot looks.`);
    },
  ]), { label: "Win a deal", kind: "primary" }));
}

/** Open the page of a deal. */
export const open = (id) => book.open(id, () => drawDeal(id, book));

function line(row) {
  const [stage, kind] = row.deleted ? ["Deleted", "bad"] : [row.stage, row.won ? "good" : ""];
  return [
    h("span", { class: "line-main" }, h("strong", {}, row.account), h("span", { class: "quiet" }, row.name)),
    h("span", { class: "number line-sum" }, shownAmount(row.amount, row.currency)),
    h("span", { class: "line-more quiet" }, [row.owner, row.close_date && date(`${row.close_date}T12:00:00Z`)].filter(Boolean).join(" · ")),
    h("span", { class: "line-tags" }, badge(stage, kind), row.status ? badge(row.status, statusKind(row.status)) : null),
  ];
}

/** Return how closedwon's status of a deal is coloured. */
export function statusKind(status) {
  if (/^paid/i.test(status)) return "good";
  if (/overdue|void|refus|reject|disput|fail|missing|held/i.test(status)) return "bad";
  if (/await|hold|partly|wait/i.test(status)) return "warn";
  return "info";
}
