/** What was asked and answered in one call, to be unfolded. */

import { h } from "../dom.js";
import { facts } from "./parts.js";

const LONG = 200;
const DEEP = 2;

/** Return the nodes of a call's details. */
export function details(call) {
  return [
    facts([["Address", h("span", { class: "mono" }, `${call.method} ${call.path}`)], ["Made by", [call.workflow, call.step].filter(Boolean).join(" · ") || "no workflow: a look, or a listener"]]),
    part("Request", call.request),
    part("Answer", call.response),
  ];
}

function part(title, value) {
  const read = parsed(value);
  const nothing = read === null || read === undefined || read === "";
  return h("section", { class: "call-part" }, h("h4", {}, title),
    nothing ? h("p", { class: "quiet" }, "Nothing.") : h("div", { class: "json mono" }, tree(read, 0)));
}

function parsed(value) {
  if (typeof value !== "string") return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}

/** Return JSON as lines that fold; what lies deep begins folded. */
function tree(value, depth) {
  if (value === null || typeof value !== "object") return leaf(value);
  const entries = Array.isArray(value) ? value.map((item, at) => [at, item]) : Object.entries(value);
  if (!entries.length) return h("span", { class: "quiet" }, Array.isArray(value) ? "[]" : "{}");
  return h("ul", { class: "tree" }, entries.slice(0, LONG).map(([name, item]) => branch(name, item, depth)),
    entries.length > LONG ? h("li", { class: "quiet" }, `… ${entries.length - LONG} more`) : null);
}

function branch(name, item, depth) {
  const folds = item !== null && typeof item === "object" && Object.keys(item).length > 0;
  if (!folds) return h("li", {}, h("span", { class: "key" }, `${name}: `), tree(item, depth + 1));
  const size = Array.isArray(item) ? `[${item.length}]` : `{${Object.keys(item).length}}`;
  const node = h("details", { open: depth < DEEP - 1 }, h("summary", {}, h("span", { class: "key" }, `${name} `), h("span", { class: "quiet" }, size)));
  const fill = () => {
    if (node.childElementCount === 1) node.append(tree(item, depth + 1));
  };
  if (depth < DEEP - 1) fill();
  else node.addEventListener("toggle", fill);
  return h("li", {}, node);
}

const leaf = (value) =>
  h("span", { class: typeof value === "string" ? "text" : "value" }, typeof value === "string" ? JSON.stringify(value) : String(value));
