/** Where the acting person is in the workspace: a channel, App Home, and an open thread. */

import { read, write } from "../store.js";

/**
 * @typedef {{channel: string, tab: "messages"|"home", thread: string, at: string,
 *   reply: string}} Place
 *   `thread`: the root of the open thread, or ""; `at`, `reply`: a message to
 *   show in the channel or in the thread, or ""
 */

const NOWHERE = { channel: "", tab: "messages", thread: "", at: "", reply: "" };

/** @returns {Place} */
export const place = () => read("place") ?? NOWHERE;

/** Go to a channel, to one message of it (`at`), to one in a thread (`reply`). */
export function goTo(channel, { tab = "messages", thread = "", at = "", reply = "" } = {}) {
  write("place", { channel, tab, thread, at, reply });
}

/** Open a thread of the channel in sight. */
export const openThread = (thread) => write("place", { ...place(), thread, at: "", reply: "" });

/** Close the thread. */
export const closeThread = () => write("place", { ...place(), thread: "", at: "", reply: "" });

/** Return the channel in sight, as page/channels has it. */
export const channelNow = () => (read("channels") ?? []).find((one) => one.id === place().channel);

/** Return what to call a channel. */
export const titleOf = (channel) => (channel.kind === "im" ? channel.name : `#${channel.name}`);
