/**
 * What happens in the sandbox, as it happens: server-sent events of /control/page/live.
 *
 * Kinds and their data are listed in sandbox/page/live.py. After a lost connection "again" tells
 * everybody who shows something to look at all of it anew.
 */

const listeners = new Map();
let source = null;
let wasOpen = false;

/** Call `listener(data)` for each event of this kind; return how to stop. */
export function on(kind, listener) {
  if (!listeners.has(kind)) {
    listeners.set(kind, new Set());
    source?.addEventListener(kind, hear);
  }
  listeners.get(kind).add(listener);
  return () => listeners.get(kind).delete(listener);
}

/** Begin to listen. */
export function connect() {
  source = new EventSource("/control/page/live");
  source.addEventListener("open", () => {
    tell("connection", { open: true });
    if (wasOpen) tell("again", {});
    wasOpen = true;
  });
  source.addEventListener("error", () => tell("connection", { open: false }));
  for (const kind of listeners.keys()) source.addEventListener(kind, hear);
}

function hear(event) {
  tell(event.type, JSON.parse(event.data));
}

function tell(kind, data) {
  for (const listener of listeners.get(kind) ?? []) listener(data);
}
