/** A gallery of all that the kit shows, for developers: nothing leads here, see CONTRIBUTING.md. */

import { h } from "./dom.js";
import { renderBlocks } from "./kit/render.js";
import { DATA } from "./gallery/data.js";
import { FIELDS } from "./gallery/fields.js";
import { MESSAGES } from "./gallery/messages.js";

const REFUSED = "refused";
const byId = (list) => new Map(list.map((one) => [one.id, one]));
const PEOPLE = byId([
  { id: "U_KIM", name: "kim", real_name: "Kim Okafor", profile: { display_name: "kim" } },
  { id: "U_DANA", name: "dana", real_name: "Dana Reyes", profile: { display_name: "dana" } },
  { id: "U_ALEX", name: "alex", real_name: "Alex Moreau", profile: { display_name: "alex" } },
]);
const PLACES = byId([
  { id: "C_AR", name: "ar", kind: "public_channel" },
  { id: "C_APPROVALS", name: "billing-approvals", kind: "private_channel" },
  { id: "D_KIM", name: "closedwon", kind: "im" },
]);
const CUSTOMERS = ["Acme Corporation", "Borealis Ltd", "Café Zürich AG", "Kuwait Trading Co", "東京商事"];

const heard = document.getElementById("heard");
const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

function context(sample) {
  return {
    surface: sample.surface ?? "message",
    me: "U_KIM",
    users: PEOPLE,
    channels: PLACES,
    usergroups: byId([{ id: "S_FINANCE", handle: "finance" }]),
    now: new Date("2026-11-23T15:00:00Z"),
    values: {},
    errors: sample.errors ?? {},
    async act(block, action, given) {
      heard.textContent = `act ${block ?? ""} ${action} ${JSON.stringify(given)}`;
      await wait(350);
      if (action === REFUSED) throw new Error("The app did not answer within 3 seconds.");
    },
    type(block, action, value) {
      heard.textContent = `type ${block ?? ""} ${action} ${JSON.stringify(value)}`;
    },
    async suggest(_block, _action, typed) {
      await wait(200);
      return CUSTOMERS.filter((name) => name.toLowerCase().includes(typed.toLowerCase()))
        .map((name) => ({ text: { type: "plain_text", text: name }, value: name }));
    },
  };
}

/** Turn the rules for dark colours on or off; they follow the system unless told otherwise. */
function colours(scheme) {
  const media = { light: "not all", dark: "all" }[scheme] ?? "(prefers-color-scheme: dark)";
  const walk = (sheet) => {
    for (const rule of sheet.cssRules) {
      if (rule.styleSheet) walk(rule.styleSheet);
      else if (rule.dataDark || rule.media?.mediaText.includes("prefers-color-scheme")) {
        rule.dataDark = true;
        rule.media.mediaText = media;
      }
    }
  };
  for (const sheet of document.styleSheets) walk(sheet);
  document.documentElement.style.colorScheme = { light: "light", dark: "dark" }[scheme] ?? "";
}

function schemes() {
  const row = document.getElementById("schemes");
  for (const scheme of ["system", "light", "dark"]) {
    const button = h("button", { type: "button", class: "button small", "aria-pressed": String(scheme === "system") }, scheme);
    button.addEventListener("click", () => {
      colours(scheme);
      for (const one of row.children) one.setAttribute("aria-pressed", String(one === button));
    });
    row.append(button);
  }
}

schemes();
for (const [name, sample] of Object.entries({ ...MESSAGES, ...DATA, ...FIELDS })) {
  const id = name.toLowerCase().replace(/\W+/g, "-");
  document.getElementById("names").append(h("a", { href: `#${id}` }, name));
  document.getElementById("samples").append(
    h("section", { class: "gallery-sample", id }, h("h2", {}, name), renderBlocks(sample.blocks, context(sample))));
}
