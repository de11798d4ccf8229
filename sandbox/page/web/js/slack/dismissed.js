/** Private messages that somebody dismissed: gone from this window until it is closed. */

const KEY = "dismissed";
const gone = new Set(JSON.parse(sessionStorage.getItem(KEY) ?? "[]"));

/** Return whether a message still stands. */
export const stands = (message) => !message.visible_to || !gone.has(message.ts);

/** Remember that a message was dismissed. */
export function dismiss(message) {
  gone.add(message.ts);
  sessionStorage.setItem(KEY, JSON.stringify([...gone]));
}
