/** The conversations the acting person sees, and what is unread in them. */

import { get, post } from "../api.js";
import { read, write } from "../store.js";

let asking = null;
let again = false;

/** Look again, at most once at a time; `read("channels")` has it afterwards. */
export function refresh() {
  if (asking) {
    again = true;
    return asking;
  }
  const user = read("acting");
  asking = get("page/channels", { user })
    .then((rows) => {
      if (user === read("acting") && changed(rows)) write("channels", rows);
    })
    .catch(() => {}) // The live feed says when the sandbox is back; then all is asked anew.
    .finally(() => {
      asking = null;
      if (again || user !== read("acting")) {
        again = false;
        refresh();
      }
    });
  return asking;
}

const changed = (rows) => JSON.stringify(rows) !== JSON.stringify(read("channels"));

let marked = "";

/** Note that the acting person has read a channel up to `ts`. */
export function markRead(channel, ts) {
  const user = read("acting");
  const key = `${user} ${channel} ${ts}`;
  if (!ts || key === marked) return;
  marked = key;
  const rows = read("channels") ?? [];
  write("channels", rows.map((row) => (row.id === channel ? { ...row, unread: 0, mentions: 0 } : row)));
  post("page/read", { user, channel, ts }).catch(() => {});
}
