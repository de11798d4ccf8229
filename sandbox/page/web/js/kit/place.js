/**
 * Where an element stands, and what becomes of what a person enters there.
 *
 * A place is {block, element, ctx, names}; `names` are the attributes that tie a field to its label,
 * hint and error (id, aria-labelledby, aria-describedby, aria-invalid, aria-required).
 */

import { confirmed } from "./confirm.js";
import { press } from "./press.js";

let count = 0;

/** Return an id that no other element of the page has. */
export function freshId(kind) {
  count += 1;
  return `kit-${kind}-${count}`;
}

/** Return the value a field begins with: what was entered before, else the element's initial one. */
export function held({ block, element, ctx }, key, initial) {
  const state = ctx.values?.[block.block_id]?.[element.action_id];
  return state && key in state ? state[key] : element[initial];
}

/** Return whether the field waits for the modal to be submitted. */
export const waits = ({ block }) => block.type === "input";

/** Return whether entering something tells the app at once. */
export const tellsAtOnce = (place) => !waits(place) || Boolean(place.block.dispatch_action);

/** Keep a value until the modal is submitted. */
export function keep({ block, element, ctx }, value) {
  ctx.type?.(block.block_id, element.action_id, value);
}

/**
 * Tell the app what was chosen, after asking if the element says so.
 * @param {Object} place
 * @param {Element} control  shown busy meanwhile, with the error triangle if it fails
 * @param {Object} given     what the lever needs: {value} | {option} | {date} | {}
 * @returns {Promise<boolean>} whether it was meant
 */
export async function tell({ block, element, ctx }, control, given) {
  if (control.getAttribute("aria-busy") === "true") return false;
  if (element.confirm && !(await confirmed(element.confirm, ctx, control))) return false;
  await press(control, () => ctx.act(block.block_id, element.action_id, given));
  return true;
}

/** A value was entered: keep it, tell it, or both, as its block says. */
export async function entered(place, control, value, given) {
  if (waits(place)) keep(place, value);
  return tellsAtOnce(place) ? tell(place, control, given) : true;
}

/** Return the attributes by which tests and the workspace find an element again. */
export const marks = ({ block, element }) => ({
  dataset: { block: block.block_id ?? "", action: element.action_id ?? "" },
});

/** Return the name of an element that has no label of its own. */
export function ownName({ element, names }, otherwise) {
  if (names?.["aria-labelledby"]) return {};
  return { "aria-label": element.accessibility_label || element.placeholder?.text || otherwise };
}
