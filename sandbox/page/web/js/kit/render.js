/** Block Kit as Slack shows it. What is not known is named, never left out silently. */

import { h } from "../dom.js";
import { card, carousel, container } from "./cards.js";
import { chart } from "./chart.js";
import { dataTable } from "./data_table.js";
import { input } from "./input.js";
import { mrkdwn } from "./mrkdwn.js";
import { actions, alert, context, divider, header, image, marked, rich, section } from "./simple.js";
import { table } from "./table.js";
import { plan, taskCard } from "./tasks.js";
import { authProvider, call, file, video } from "./things.js";

const BLOCKS = {
  header, divider, section, context, actions, image, alert, input, table, card, carousel, container, plan, video, file, call,
  context_actions: actions,
  rich_text: rich,
  markdown: marked,
  data_table: dataTable,
  data_visualization: chart,
  task_card: taskCard,
  auth_provider: authProvider,
};

/**
 * Return blocks as nodes.
 * @param {Object[]} blocks
 * @param {Object} ctx
 *   surface: "message" | "modal" | "home"; users, channels, usergroups: Map of id to each;
 *   me: id of who looks (for what only some see); now: Date;
 *   values: state.values of a view; errors: {block_id: sentence};
 *   act(blockId, actionId, given) -> Promise; type(blockId, actionId, value);
 *   suggest(blockId, actionId, typed) -> Promise of options;
 *   follow(url) -> true if it went there itself (permalinks)
 * @returns {DocumentFragment}
 */
export function renderBlocks(blocks, ctx) {
  const within = { ...ctx, draw: (inner) => renderBlocks(inner, ctx) };
  const fragment = document.createDocumentFragment();
  for (const block of blocks ?? []) {
    fragment.append(h("div", { class: ["kit-block", `is-${block?.type}`], dataset: { blockId: block?.block_id ?? "" } }, drawn(block, within)));
  }
  return fragment;
}

function drawn(block, ctx) {
  if (!Object.hasOwn(BLOCKS, block?.type ?? "")) return unknown(`unsupported block: ${block?.type}`);
  try {
    return BLOCKS[block.type](block, ctx);
  } catch (error) {
    // The sandbox refuses malformed blocks; should one come through, the others still show.
    return unknown(`block of type ${block.type} cannot be shown: ${error.message}`);
  }
}

const unknown = (words) => h("p", { class: "kit-unknown" }, words);

/** Return a message's `text` (mrkdwn) as a node, for messages without blocks. */
export function renderText(text, ctx) {
  return h("div", { class: "kit-text" }, mrkdwn(text ?? "", ctx));
}
