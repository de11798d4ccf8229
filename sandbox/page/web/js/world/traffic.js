/** Traffic: each call to a vendor as it happens, and which step of which workflow made it. */

import { get } from "../api.js";
import { h } from "../dom.js";
import * as live from "../live.js";
import { saying } from "../toast.js";
import { zone } from "../words.js";
import { details } from "./call.js";
import { VENDORS } from "./faults.js";
import { empty, soon } from "./parts.js";

const MOST = 500;
const BAD = 400;

/** Draw the tab. */
export function mount(panel) {
  const calls = [];
  const drawn = new Map();
  const fresh = [];
  let paused = false;
  let waiting = false;
  const vendor = h("select", { class: "input fit", "aria-label": "Vendor" }, h("option", { value: "" }, "All vendors"), Object.entries(VENDORS).map(([value, words]) => h("option", { value }, words)));
  const text = h("input", { type: "search", class: "input", placeholder: "Path, workflow or step", "aria-label": "Search calls" });
  const errors = h("input", { type: "checkbox", id: "only-errors" });
  const pause = h("button", { type: "button", class: "button small", "aria-pressed": "false" }, "Pause");
  const told = h("p", { class: "quiet small-words" });
  const list = h("ol", { class: "lines calls", "aria-label": "Calls, the newest first" });
  const nothing = empty("No call yet.");
  panel.append(h("div", { class: "row sift" }, text, vendor, h("span", { class: "row nowrap" }, errors, h("label", { for: "only-errors" }, "Errors only")), pause), told, list, nothing);

  const wanted = (call) => {
    const said = `${call.method} ${call.path} ${call.workflow ?? ""} ${call.step ?? ""}`.toLowerCase();
    return (!vendor.value || call.vendor === vendor.value) && (!errors.checked || failed(call)) && said.includes(text.value.trim().toLowerCase());
  };
  const tell = () => {
    nothing.hidden = list.childElementCount > 0;
    nothing.textContent = calls.length ? "Nothing matches." : "No call yet.";
    told.textContent = paused && fresh.length ? `Paused; ${fresh.length} more since.` : calls.length >= MOST ? `The newest ${MOST} calls` : `${calls.length} calls`;
  };
  const row = (call) => {
    if (!drawn.has(call.n)) drawn.set(call.n, draw(call));
    return drawn.get(call.n);
  };
  const redraw = () => {
    list.replaceChildren(...calls.filter(wanted).map(row).reverse());
    tell();
  };
  const take = (some) => {
    for (const call of some) {
      if (calls.length && call.n <= calls.at(-1).n) continue;
      calls.push(call);
      if (wanted(call)) list.prepend(row(call));
    }
    while (calls.length > MOST) {
      const { n } = calls.shift();
      drawn.get(n)?.remove();
      drawn.delete(n);
    }
    tell();
  };
  live.on("call", (call) => {
    fresh.push(call);
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(() => {
      waiting = false;
      if (!paused) take(fresh.splice(0));
      else tell();
    });
  });
  pause.addEventListener("click", () => {
    paused = !paused;
    pause.setAttribute("aria-pressed", String(paused));
    pause.textContent = paused ? "Go on" : "Pause";
    if (!paused) take(fresh.splice(0));
    tell();
  });
  for (const control of [vendor, errors]) control.addEventListener("change", redraw);
  text.addEventListener("input", soon(redraw, 150));
  const look = async () => {
    const found = await saying(get("page/calls", { limit: MOST }));
    if (!found) return;
    calls.length = 0;
    drawn.clear();
    calls.push(...found.slice(-MOST));
    redraw();
  };
  live.on("again", look);
  look();
}

const failed = ({ status }) => !status || status >= BAD;

function draw(call) {
  const { n, at, vendor, method, path, status, ms, workflow, step } = call;
  const clock = new Intl.DateTimeFormat("en-GB", { timeZone: zone.name, hour: "2-digit", minute: "2-digit", second: "2-digit" });
  const more = h("div", { class: "call-more" });
  const node = h("details", { class: ["call", failed(call) && "failed"] },
    h("summary", {},
      h("span", { class: "mono quiet" }, clock.format(new Date(at))),
      h("span", { class: ["vendor", vendor] }, VENDORS[vendor] ?? vendor),
      h("span", { class: "mono call-path" }, h("strong", {}, method), vendor === "slack" ? null : ` ${path.split("?")[0]}`),
      h("span", { class: ["mono", failed(call) ? "bad-ink" : "good-ink"] }, status || "lost"),
      h("span", { class: "mono quiet number" }, ms === null || ms === undefined ? "" : `${Math.round(ms)} ms`),
      workflow || step ? h("span", { class: "quiet call-cause" }, [workflow?.split(":")[0], step].filter(Boolean).join(" · ").replaceAll("_", " ")) : null),
    more);
  node.addEventListener("toggle", async () => {
    if (!node.open || more.childElementCount) return;
    more.replaceChildren(h("p", { class: "quiet" }, "Looking…"));
    const whole = await saying(get(`page/calls/${n}`));
    more.replaceChildren(...(whole ? details(whole) : [h("p", { class: "quiet" }, "It is no longer kept.")]));
  });
  return h("li", {}, node);
}
