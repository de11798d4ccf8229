/** The Slack workspace: the sidebar, a channel or App Home, a thread, and modals over them. */

import { h } from "../dom.js";
import * as live from "../live.js";
import { read, watch, write } from "../store.js";
import { onDone } from "./acts.js";
import { ChannelPane } from "./channel.js";
import { refresh } from "./channels.js";
import { learnGroups } from "./kit.js";
import { Modals } from "./modal.js";
import { plain, remember, tellOfOthers } from "./notices.js";
import { nameOf } from "./people.js";
import { goTo, place } from "./place.js";
import { sidebar } from "./sidebar.js";
import { ThreadPane } from "./thread.js";

/** Put the workspace into `root` and keep it as things are. */
export function mount(root) {
  const inside = h("div", { class: "workspace-frame" });
  const drawer = (open) => {
    inside.classList.toggle("drawer-open", open);
    channel.menu.setAttribute("aria-expanded", String(open));
    if (open) (side.querySelector("[aria-current]") ?? side.querySelector("button"))?.focus();
  };
  const side = sidebar(() => drawer(false));
  const veil = h("div", { class: "veil" });
  const channel = new ChannelPane(() => drawer(true));
  const thread = new ThreadPane();
  const modals = new Modals(document.getElementById("dialogs"));
  const heard = h("div", { class: "unseen", "aria-live": "polite" });
  inside.append(side, veil, channel.element, thread.element, heard);
  root.append(inside);
  veil.addEventListener("click", () => drawer(false));
  side.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !inside.classList.contains("drawer-open")) return;
    drawer(false);
    channel.menu.focus();
  });
  const parts = { inside, channel, thread, modals, heard };
  comeAndGo(parts);
  listen(parts);
  learnGroups().catch(() => {});
}

function comeAndGo({ inside, channel, thread, modals }) {
  const draw = (fresh = false) => {
    const here = place();
    const row = (read("channels") ?? []).find((one) => one.id === here.channel);
    if (!row) return;
    channel.show(row, here, fresh);
    const wanted = here.tab === "home" ? "" : here.thread;
    const same = wanted === thread.root && (!wanted || thread.channel === row.id);
    inside.classList.toggle("thread-open", Boolean(wanted));
    if (fresh || !same || here.reply) thread.show(row, wanted, here.reply, !fresh).catch(() => {});
    if (here.at || here.reply) write("place", Object.assign(here, { at: "", reply: "" }));
  };
  const land = () => {
    const rows = read("channels") ?? [];
    if (!rows.length || rows.some((row) => row.id === place().channel)) return;
    const last = sessionStorage.getItem(`place ${read("acting")}`);
    const first = rows.find((row) => row.id === last) ?? rows.find((row) => /approv/.test(row.name))
      ?? rows.find((row) => row.kind === "im") ?? rows[0];
    goTo(first.id);
  };
  watch("place", (here) => {
    sessionStorage.setItem(`place ${read("acting")}`, here.channel);
    draw();
  });
  watch("channels", () => {
    land();
    draw();
  });
  watch("acting", async () => {
    await refresh();
    land();
    draw(true);
    modals.look();
  });
  live.on("again", async () => {
    await refresh();
    draw(true);
    modals.look();
  });
}

function listen({ channel, thread, modals, heard }) {
  live.on("message", ({ message, channel: id, for: only }) => {
    if (only && only !== read("acting")) return;
    const mine = (read("channels") ?? []).some((row) => row.id === id);
    if (mine && !message.edited) remember(id, message);
    if (mine && id === channel.list.channel && channel.list.hear(message)) {
      heard.textContent = `${nameOf(message.user)}: ${plain(message.text ?? "")}`;
    }
    if (mine && id === thread.channel) thread.hear(message);
    if (id !== channel.list.channel || channel.atHome) refresh();
  });
  live.on("gone", ({ channel: id, ts }) => {
    if (id === channel.list.channel) channel.list.gone(ts);
    if (id === thread.channel) thread.gone(ts);
  });
  live.on("channels", refresh);
  live.on("views", ({ user }) => {
    if (user === read("acting")) modals.look();
  });
  live.on("home", ({ user }) => {
    if (user === read("acting") && channel.atHome) channel.home.look();
  });
  live.on("clock", () => channel.list.retell());
  onDone(() => modals.look());
  tellOfOthers();
}
