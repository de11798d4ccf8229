/** What an assistant does: single tasks, and plans made of them. */

import { h } from "../dom.js";
import { link } from "./links.js";
import { richText } from "./rich_text.js";
import { textOf } from "./text.js";

const STATES = { pending: "To do", in_progress: "In progress", complete: "Done", error: "Failed" };
const SIGNS = { pending: "○", in_progress: "◐", complete: "✓", error: "!" };

/** Return one task; its details unfold. */
export function taskCard(block, ctx) {
  const head = [h("span", { class: ["kit-task-sign", block.status], "aria-hidden": "true" }, SIGNS[block.status] ?? "○"),
    h("span", {}, textOf(block.title, ctx)), h("span", { class: "unseen" }, ` (${STATES[block.status] ?? block.status})`)];
  const sources = (block.sources ?? []).map((source) => h("li", {}, link(source.url, source.text || source.url, ctx)));
  const more = [block.details && part("Details", richText(block.details, ctx)),
    block.output && part("Output", richText(block.output, ctx)),
    sources.length > 0 && part("Sources", h("ul", { class: "kit-list" }, sources))].filter(Boolean);
  if (!more.length) return h("div", { class: "kit-task" }, h("div", { class: "kit-task-head" }, head));
  return h("details", { class: "kit-task" }, h("summary", { class: "kit-task-head" }, head), more);
}

const part = (name, content) => h("div", { class: "kit-task-part" }, h("div", { class: "kit-small" }, name), content);

/** Return a plan: how far it is, and its tasks. */
export function plan(block, ctx) {
  const tasks = block.tasks ?? [];
  const done = tasks.filter((task) => task.status === "complete").length;
  return h("div", { class: "kit-plan" },
    h("div", { class: "kit-plan-head" }, h("span", { class: "kit-card-title" }, textOf(block.title, ctx)),
      tasks.length > 0 && h("span", { class: "kit-small" }, `${done} of ${tasks.length} done`)),
    ctx.draw(tasks.map((task) => ({ type: "task_card", ...task }))));
}
