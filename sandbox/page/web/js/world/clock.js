/** The clock of the world: what time it is, what comes next, and letting time pass. */

import { post } from "../api.js";
import { h, replace } from "../dom.js";
import * as live from "../live.js";
import * as store from "../store.js";
import { toast } from "../toast.js";
import { day, isoDay, longDay, moment, time } from "../words.js";
import { badge, button, empty, section } from "./parts.js";
import { watchNow } from "./tick.js";

const HOUR = 3600;
const DAY = 24 * HOUR;
const SHOWN = 40;

/** Draw the tab. */
export function mount(panel) {
  const face = h("div", { class: "face", "aria-label": "The time in the world" });
  const next = h("p", { class: "card next" });
  const to = h("input", { type: "date", class: "input fit", id: "clock-day" });
  const passed = since();
  const go = (path, body) => async () => {
    const now = await post(path, body);
    if (now?.next !== undefined) store.write("clock", now);
  };
  const days = (count) => go("page/clock/days", { days: count });
  const choose = async () => {
    const from = isoDay(store.read("clock")?.now ?? Date.now() / 1000);
    const count = Math.round((Date.parse(to.value) - Date.parse(from)) / (DAY * 1000));
    if (!to.value || !(count >= 1)) {
      toast("Choose a day that is still to come: the clock only goes on.", { bad: true });
      to.focus();
      return;
    }
    await days(count)();
  };
  panel.append(
    face,
    h("div", { class: "row actions" },
      button("+1 hour", go("clock", { advance_seconds: HOUR })),
      button("+1 day", days(1)),
      button("+7 days", days(7)),
      button("To the next job", go("page/clock/next"), { kind: "primary" })),
    next,
    h("div", { class: "row" }, h("label", { for: "clock-day" }, "To the day"), to, button("Go there", choose)),
    h("p", { class: "quiet" }, "Jobs that fall into the time that passes run as they would have; invoices that are due go out, and become overdue."),
    passed);
  watchNow((clock) => {
    replace(face, h("span", { class: "face-time" }, time(clock.now)), h("span", {}, longDay(clock.now), ", ", isoDay(clock.now).slice(0, 4)),
      h("span", { class: "quiet" }, clock.zone.replaceAll("_", " "), clock.behind ? " · the bot is catching up" : ""));
    next.hidden = !clock.next;
    if (clock.next) replace(next, h("span", { class: "quiet" }, "Next, unless something happens before: "), h("strong", {}, clock.next.words));
    to.min = isoDay(Date.parse(clock.now) / 1000 + DAY);
  });
}

/** What has happened since the clock was last moved from here or there. */
function since() {
  const counts = h("div", { class: "counts" });
  const list = h("ol", { class: "life", "aria-label": "What happened" });
  const title = h("span", { class: "quiet" }, "since you opened the page");
  const nothing = empty("Nothing yet.");
  let seen = { message: 0, invoice: new Set(), deal: new Set(), call: 0 };
  let before = store.read("clock")?.now;
  let waiting = false;

  const draw = () => {
    waiting = false;
    const shown = [["message", "message"], ["invoice", "invoice touched"], ["deal", "deal touched"], ["call", "call"]];
    replace(counts, shown.map(([key, words]) => {
      const count = seen[key].size ?? seen[key];
      const [noun, ...rest] = words.split(" ");
      return h("div", { class: "count" }, h("strong", {}, count.toLocaleString("en-US")), h("span", { class: "quiet" }, [count === 1 ? noun : `${noun}s`, ...rest].join(" ")));
    }));
    nothing.hidden = list.childElementCount > 0;
  };
  const later = () => {
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(draw);
  };
  const note = (kind, words) => {
    const at = store.read("clock")?.now;
    list.prepend(h("li", { class: kind }, h("span", { class: "quiet" }, at ? `${day(at)}, ${time(at)}` : ""), h("span", {}, words)));
    while (list.childElementCount > SHOWN) list.lastElementChild.remove();
  };
  live.on("message", ({ message, channel, for: whom }) => {
    seen.message += 1;
    note("", [badge(whom ? "private" : "Slack"), " ", (message.text ?? "").slice(0, 140) || `a message in ${channel}`]);
    later();
  });
  const states = new Map();
  live.on("invoice", (row) => {
    seen.invoice.add(row.id);
    const state = `${row.status}${row.overdue ? ", overdue" : ""}`;
    if (states.get(row.id) !== state) note(row.overdue ? "bad" : row.status === "paid" ? "good" : "info", [badge("Stripe", "info"), " ", `${row.customer_name ?? "Invoice"} ${row.number ?? "(draft)"}: ${state}`]);
    states.set(row.id, state);
    later();
  });
  live.on("deal", (row) => {
    seen.deal.add(row.id);
    later();
  });
  live.on("call", () => {
    seen.call += 1;
    later();
  });
  const JUMP = 20 * 60;
  live.on("clock", ({ now }) => {
    if (before && (Date.parse(now) - Date.parse(before)) / 1000 > JUMP) {
      seen = { message: 0, invoice: new Set(), deal: new Set(), call: 0 };
      list.replaceChildren();
      title.textContent = `since the clock was moved on from ${moment(before)}`;
      later();
    }
    before = now;
  });
  draw();
  return section("What happened", title, counts, nothing, list);
}
