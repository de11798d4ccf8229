/** Links within the workspace: to messages, which are opened here. */

import { read } from "../store.js";
import { toast } from "../toast.js";
import { goTo } from "./place.js";

const ARCHIVE = /\/archives\/(\w+)(?:\/p(\d{10})(\d{6}))?/;

/** Open a message (or its channel) by its permalink; return whether it was one. */
export function follow(url) {
  const found = ARCHIVE.exec(url);
  if (!found) return false;
  const [, channel, seconds, rest] = found;
  if (!(read("channels") ?? []).some((one) => one.id === channel)) {
    toast("This person is not in the channel that the link leads to.", { bad: true });
    return true;
  }
  const ts = seconds ? `${seconds}.${rest}` : "";
  const root = new URL(url).searchParams.get("thread_ts") ?? "";
  goTo(channel, root && root !== ts ? { thread: root, reply: ts } : { at: ts });
  document.querySelector('[data-side="slack"]')?.click();
  return true;
}
