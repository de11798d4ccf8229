/** What the acting person does in Slack's client, and what the client says when it goes wrong. */

import { post } from "../api.js";
import { read } from "../store.js";

/** Slack's own words when an app does not answer, or answers what Slack cannot use. */
export const TROUBLE = "We had some trouble connecting. Try again?";

/** The app did not take it; `detail` says why, for who wants to know. */
export class NotTaken extends Error {
  constructor(detail) {
    super(TROUBLE);
    this.detail = detail;
  }
}

const whoActs = () => read("acting");
const doneListeners = new Set();

/** Call `listener()` after each thing somebody did here. */
export const onDone = (listener) => doneListeners.add(listener);

async function act(name, asked) {
  try {
    return await post(`slack/act/${name}`, { user: whoActs(), ...asked });
  } finally {
    for (const listener of doneListeners) listener();
  }
}

async function taken(name, asked) {
  const answer = await act(name, asked);
  if (answer.acked === false) throw new NotTaken(sentence(answer.error));
  return answer;
}

/** Return a sentence for whatever the sandbox says of what is wrong. */
export function sentence(said) {
  if (!said) return "";
  if (typeof said === "string") return said.charAt(0).toUpperCase() + said.slice(1).replace(/[^.!?]$/, "$&.");
  const messages = said.response_metadata?.messages ?? [];
  return [said.error, ...messages].filter(Boolean).join(" · ");
}

/** Press or choose something in a message. */
export const click = (channel, ts, element, given) =>
  taken("click", { channel, ts, ...element, ...given });
/** Press or choose something in the modal in front (`typed` is in its fields), or in App Home. */
export const viewClick = (element, given, more) => taken("view_click", { ...element, ...given, ...more });
/** Type into a select whose options come from the app; return them. */
export const suggest = async (asked) => (await taken("options", asked)).options;
/** Submit the modal in front. */
export const submit = (values) => taken("submit", { values, gently: true });
/** Close the modal in front. */
export const close = () => act("close", {});
/** Type a slash command. */
export const command = (channel, name, text) => taken("command", { channel, command: name, text });
/** Write a message; `thread` is the root's moment, if it is a reply. */
export const say = (channel, text, thread) => act("message", { channel, text, thread_ts: thread });
/** Open App Home. */
export const openHome = () => act("open_home", {});
