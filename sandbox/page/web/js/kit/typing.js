/** Fields to type into: text, e-mail, address, number, formatted text; and files. */

import { h } from "../dom.js";
import { entered, held, keep, marks, ownName, tell, tellsAtOnce, waits } from "./place.js";
import { richWords } from "./rich_text.js";
import { wordsOf } from "./text.js";

const PAUSE = 400;

/** Return a field for text. */
export const plainText = (place) => place.element.multiline
  ? typed(place, h("textarea", { rows: 3, ...lengths(place) }))
  : typed(place, h("input", { type: "text", ...lengths(place) }));

/** Return a field for an e-mail address. */
export const email = (place) => typed(place, h("input", { type: "email", autocomplete: "off" }));

/** Return a field for an address of a page. */
export const url = (place) => typed(place, h("input", { type: "url", autocomplete: "off" }));

/** Return a field for a number: as text, so that what was typed wrongly is kept and told. */
export function number(place) {
  const { is_decimal_allowed: parts } = place.element;
  return typed(place, h("input", { type: "text", inputmode: parts ? "decimal" : "numeric", autocomplete: "off" }));
}

/** Return a field for formatted text; it takes plain words, a line a paragraph. */
export function richTextInput(place) {
  const area = h("textarea", { rows: 4 });
  return typed(place, area, "rich_text_value", richWords, (text) => text && {
    type: "rich_text",
    elements: [{ type: "rich_text_section", elements: [{ type: "text", text }] }],
  });
}

const lengths = ({ element }) => ({ maxlength: element.max_length ?? 3000 });

function typed(place, node, key = "value", toWords = (value) => value, toValue = (words) => words) {
  const { element } = place;
  const looks = { ...marks(place), ...place.names, ...ownName(place, "Text"), class: "input kit-field",
    placeholder: wordsOf(element.placeholder) || null, autofocus: Boolean(element.focus_on_load) };
  for (const [name, value] of Object.entries(looks)) {
    if (name === "dataset") Object.assign(node.dataset, value);
    else if (value) node.setAttribute(name, value === true ? "" : value);
  }
  node.value = toWords(held(place, key, "initial_value") ?? "") ?? "";
  const triggers = element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  const send = () => {
    const value = toValue(node.value);
    tell(place, node, { value });
  };
  let timer;
  node.addEventListener("input", () => {
    if (waits(place)) keep(place, toValue(node.value));
    if (!tellsAtOnce(place) || !triggers.includes("on_character_entered")) return;
    clearTimeout(timer);
    timer = setTimeout(send, PAUSE);
  });
  node.addEventListener("keydown", (event) => {
    const asks = tellsAtOnce(place) && triggers.includes("on_enter_pressed");
    if (event.key !== "Enter" || !asks || (node.tagName === "TEXTAREA" && event.shiftKey)) return;
    event.preventDefault();
    event.stopPropagation();
    send();
  });
  return node;
}

/** Return a field for files; the sandbox keeps their names. */
export function files(place) {
  const { element } = place;
  const types = (element.filetypes ?? []).map((type) => `.${type}`).join(",");
  const most = element.max_files ?? 10;
  const node = h("input", { ...marks(place), ...place.names, ...ownName(place, "Files"), type: "file", class: "input kit-field",
    multiple: most > 1, accept: types || null });
  node.addEventListener("change", () => {
    const names = [...node.files].slice(0, most).map((file) => file.name);
    entered(place, node, names, { value: names });
  });
  const said = types ? `${types.replaceAll(",", " ")}, ` : "";
  return h("div", { dataset: { kitAnchor: "" } }, node,
    h("div", { class: "kit-small" }, `${said}${most} at most`));
}
