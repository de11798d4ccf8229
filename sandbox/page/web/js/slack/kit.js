/** The one place where the workspace meets the renderer of blocks. */

import { get } from "../api.js";
import { renderBlocks, renderText } from "../kit/render.js";
import { read } from "../store.js";
import { follow } from "./links.js";
import { users } from "./people.js";
import { present } from "./when.js";

let usergroups = new Map();

/** Learn the groups that texts may name. */
export async function learnGroups() {
  const groups = await get("slack/usergroups");
  usergroups = new Map(groups.map((group) => [group.id, group]));
  return groups;
}

/** Return the groups that can be named. */
export const groups = () => [...usergroups.values()];

const nothing = () => Promise.resolve(undefined);

/** Return what the renderer has to know; `more` says the surface and what its controls do. */
export function context(more) {
  const channels = new Map((read("channels") ?? []).map((channel) => [channel.id, channel]));
  return {
    surface: "message", users: users(), channels, usergroups, me: read("acting"), now: present(),
    values: {}, errors: {}, act: nothing, type: () => {}, suggest: () => Promise.resolve([]),
    follow, ...more,
  };
}

/** Return the content of a message: its blocks, or its text when it has none. */
export function drawn(blocks, text, ctx) {
  return blocks?.length ? renderBlocks(blocks, ctx) : renderText(text ?? "", ctx);
}
