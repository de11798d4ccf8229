/** The sidebar: who one is, the channels with what is unread in them, the bot. */

import { h, replace } from "../dom.js";
import { read, watch } from "../store.js";
import { actingAs } from "./acting.js";
import { icon } from "./icons.js";
import { avatar, BOT } from "./people.js";
import { goTo, place } from "./place.js";

/** Return the sidebar; `close` puts the drawer away that it is in narrow windows. */
export function sidebar(close) {
  const lists = h("div", { class: "side-lists" });
  const shut = h("button", { type: "button", class: "button plain icon-only side-close", "aria-label": "Close the sidebar" }, icon("close"));
  shut.addEventListener("click", close);
  const element = h(
    "nav",
    { class: "side", id: "slack-side", "aria-label": "Channels and messages" },
    h("div", { class: "side-head" }, h("div", { class: "workspace" }, h("strong", {}, "Sandbox Inc."), shut), actingAs()),
    lists,
  );
  const entries = new Map();
  const draw = () => {
    const rows = read("channels") ?? [];
    const direct = rows.find((row) => row.kind === "im");
    const sections = [
      ["Channels", rows.filter((row) => row.kind !== "im").sort(byName).map((row) => ({ key: row.id, row, sign: icon(row.kind === "private_channel" ? "lock" : "hash") }))],
      ["Direct messages", direct ? [{ key: direct.id, row: direct, sign: avatar(BOT, "tiny") }] : []],
      ["Apps", direct ? [{ key: "home", row: { ...direct, name: "closedwon", unread: 0, mentions: 0 }, sign: icon("home"), tab: "home" }] : []],
    ];
    replace(lists, sections.filter(([, all]) => all.length).map(([title, all]) => section(title, all)));
  };
  const section = (title, all) => {
    const id = `side-${title.toLowerCase().replaceAll(" ", "-")}`;
    return h("section", {}, h("h2", { id }, title), h("ul", { "aria-labelledby": id }, all.map((one) => h("li", {}, entry(one)))));
  };
  // Buttons are kept, so that the focus stays on them while what they say changes.
  const entry = ({ key, row, sign, tab = "messages" }) => {
    const button = entries.get(key) ?? h("button", { type: "button", class: "side-entry", dataset: { key } });
    if (!entries.has(key)) {
      entries.set(key, button);
      button.addEventListener("click", () => {
        goTo(button.dataset.channel, { tab });
        close();
      });
    }
    button.dataset.channel = row.id;
    const here = place();
    const current = here.channel === row.id && here.tab === tab;
    button.classList.toggle("unread", row.unread > 0 && !current);
    if (current) button.setAttribute("aria-current", "page");
    else button.removeAttribute("aria-current");
    replace(button, sign, h("span", { class: "side-name" }, row.name), told(row, tab, current));
    return button;
  };
  lists.addEventListener("keydown", (event) => {
    const all = [...lists.querySelectorAll(".side-entry")];
    const at = all.indexOf(document.activeElement);
    const step = { ArrowDown: 1, ArrowUp: -1, Home: -at, End: all.length - 1 - at }[event.key];
    if (step === undefined || at < 0) return;
    event.preventDefault();
    all[(at + step + all.length) % all.length].focus();
  });
  for (const name of ["channels", "place"]) {
    watch(name, () => {
      const focused = document.activeElement;
      draw();
      if (focused?.classList.contains("side-entry") && focused.isConnected) focused.focus({ preventScroll: true });
    });
  }
  return element;
}

const byName = (one, other) => one.name.localeCompare(other.name);

function told(row, tab, current) {
  const words = [];
  if (row.kind === "private_channel") words.push("private");
  if (tab === "home") words.push("Home tab");
  if (row.unread && !current) words.push(`${row.unread} unread`);
  if (row.mentions && !current) words.push(`${row.mentions} for you`);
  const badge = row.mentions > 0 && !current && h("span", { class: "side-badge", "aria-hidden": "true" }, row.mentions > 99 ? "99+" : row.mentions);
  return [badge, words.length > 0 && h("span", { class: "unseen" }, `, ${words.join(", ")}`)];
}
