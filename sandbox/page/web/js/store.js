/** What the parts of the page have in common: who acts, what is open. One value a name. */

const values = new Map();
const watchers = new Map();

/** Return the value of a name. */
export const read = (name) => values.get(name);

/** Set a value and tell who watches it, if it is another one. */
export function write(name, value) {
  if (Object.is(values.get(name), value)) return;
  values.set(name, value);
  for (const watcher of watchers.get(name) ?? []) watcher(value);
}

/** Call `watcher(value)` now, if there is a value, and whenever there is another; return how to stop. */
export function watch(name, watcher) {
  if (!watchers.has(name)) watchers.set(name, new Set());
  watchers.get(name).add(watcher);
  if (values.has(name)) watcher(values.get(name));
  return () => watchers.get(name).delete(watcher);
}
