/** Keeping the focus where it is when what it is in is drawn again. */

const CONTROLS =
  "a[href], button, input:not([type=hidden]), select, textarea, [tabindex]:not([tabindex='-1'])";

const controls = (root) => [...root.querySelectorAll(CONTROLS)].filter((one) => !one.disabled);

const known = (one) =>
  [one.tagName, one.type, one.dataset.block, one.dataset.action, one.getAttribute("aria-label"), one.name,
    one.tagName === "BUTTON" || one.tagName === "A" ? one.textContent : ""].join("|");

/**
 * Carry out `change`, which may draw `root()` anew, and put the focus and the caret back.
 * @param {() => Element|null} root what to look in, before and after
 * @param {() => void} change
 * @param {Element} [instead] what gets the focus when its control is gone; without it the next
 *   field does: never a button, which somebody might press who meant the one before
 */
export function keepFocus(root, change, instead) {
  const active = document.activeElement;
  const before = root();
  if (!before || !active || !before.contains(active)) {
    change();
    return;
  }
  const all = controls(before);
  const same = all.filter((one) => known(one) === known(active));
  const mark = { key: known(active), nth: same.indexOf(active), place: all.indexOf(active), at: caret(active) };
  change();
  if (active.isConnected) {
    if (document.activeElement !== active) active.focus({ preventScroll: true });
    return;
  }
  const after = root();
  const now = after ? controls(after) : [];
  const found = now.filter((one) => known(one) === mark.key);
  const near = now.slice(mark.place).find((one) => one.matches("input, select, textarea"));
  const next = found[Math.max(0, mark.nth)] ?? instead ?? near ?? now[0] ?? after;
  next?.focus({ preventScroll: true });
  if (mark.at && next && "setSelectionRange" in next) {
    try {
      next.setSelectionRange(...mark.at);
    } catch {
      // Fields of numbers and e-mail addresses have no caret to set.
    }
  }
}

function caret(field) {
  try {
    return field.selectionStart === null || field.selectionStart === undefined
      ? null : [field.selectionStart, field.selectionEnd];
  } catch {
    return null;
  }
}

/** Put the focus on the first field in `root`, or else its first control; return whether. */
export function focusFirst(root) {
  const field = root.querySelector(
    "input:not([type=hidden]):not([disabled]), select:not([disabled]), textarea:not([disabled]), [role=combobox]",
  );
  const first = field ?? controls(root)[0];
  first?.focus({ preventScroll: true });
  return Boolean(first);
}
