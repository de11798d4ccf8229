/** A list to pick from by typing: one or several, from fixed options or from what the app offers. */

import { h, replace } from "../dom.js";
import { listbox } from "./listbox.js";
import { freshId, marks, ownName } from "./place.js";
import { popup } from "./popup.js";
import { textOf, wordsOf } from "./text.js";

/**
 * Return the field.
 * @param {Object} place
 * @param {Object} how
 *   several: whether more than one can be chosen; most: how many
 *   chosen: options chosen at first; optional: whether one may be taken back
 *   offer(typed) -> groups, or a promise of them: [{label, options}]
 *   changed(options) -> promise of whether it was meant
 */
export function combobox(place, how) {
  const { element, ctx } = place;
  let chosen = [...how.chosen];
  let asked = 0;
  let timer;
  const listId = freshId("list");
  const input = h("input", {
    ...marks(place), ...place.names, ...ownName(place, "Choose"), type: "text", role: "combobox", class: "kit-combo-input",
    autocomplete: "off", spellcheck: "false", "aria-expanded": "false", "aria-controls": listId, "aria-autocomplete": "list",
  });
  const chips = h("span", { class: "kit-chips" });
  const clear = h("button", { type: "button", class: "kit-clear", "aria-label": "Clear", hidden: true }, "×");
  const box = h("span", { class: ["kit-combo", how.several && "several"] }, chips, input, clear,
    h("span", { class: "kit-caret", "aria-hidden": "true" }));
  const list = listbox(listId, input, ctx);
  const panel = popup(box, list.node, () => {
    input.setAttribute("aria-expanded", "false");
    list.point(-1);
  });

  const show = () => {
    const label = chosen[0] ? wordsOf(chosen[0].text) : "";
    if (!how.several) input.value = label;
    else {
      input.value = "";
      replace(chips, chosen.map(chip));
    }
    input.placeholder = chosen.length ? "" : element.placeholder?.text ?? (how.several ? "Choose some" : "Choose one");
    clear.hidden = how.several || !chosen.length || !how.optional;
    box.classList.toggle("chosen", chosen.length > 0);
  };
  const chip = (option) => {
    const away = h("button", { type: "button", "aria-label": `Remove ${wordsOf(option.text)}` }, "×");
    away.addEventListener("click", () => {
      choose(chosen.filter((one) => one.value !== option.value));
      input.focus();
    });
    return h("span", { class: "kit-chip" }, textOf(option.text, ctx), away);
  };
  const choose = async (options) => {
    const before = chosen;
    chosen = options;
    show();
    if (!(await how.changed(chosen, box))) {
      chosen = before;
      show();
    }
  };
  const pick = (option) => {
    if (!how.several) {
      close();
      if (option.value !== chosen[0]?.value) choose([option]);
      return;
    }
    const has = chosen.some((one) => one.value === option.value);
    if (!has && chosen.length >= (how.most ?? Infinity)) return;
    choose(has ? chosen.filter((one) => one.value !== option.value) : [...chosen, option]);
    open("");
  };
  const close = () => {
    clearTimeout(timer);
    asked += 1;
    panel.close();
    if (!how.several) show();
  };

  const open = async (typed) => {
    asked += 1;
    const mine = asked;
    input.setAttribute("aria-expanded", "true");
    const offered = how.offer(typed);
    if (offered instanceof Promise) list.say("Looking…");
    panel.open();
    try {
      const groups = await offered;
      if (mine !== asked || !panel.isOpen()) return;
      list.fill(groups, chosen, pick);
    } catch (error) {
      if (mine !== asked) return;
      list.say(error.message);
    }
    panel.open();
  };
  input.addEventListener("input", () => {
    clearTimeout(timer);
    if (!how.pause) {
      open(input.value);
      return;
    }
    // What stood there does not fit what is typed now: Enter must not choose it.
    list.say("Looking…");
    timer = setTimeout(() => open(input.value), how.pause);
  });
  input.addEventListener("click", () => {
    if (panel.isOpen()) return;
    input.select();
    open("");
  });
  // The list goes when the focus does; what was typed and not chosen goes with it.
  input.addEventListener("blur", () => {
    close();
    show();
  });
  // Else a press on an option or a chip would take the focus, and the list with it, before its click.
  for (const node of [box, list.node]) {
    node.addEventListener("mousedown", (event) => event.target !== input && event.preventDefault());
  }
  input.addEventListener("keydown", (event) => keys(event, { panel, list, open, close, input, pick, back }));
  const back = () => {
    if (how.several && !input.value && chosen.length) choose(chosen.slice(0, -1));
  };
  clear.addEventListener("click", () => {
    choose([]);
    input.focus();
  });
  box.addEventListener("click", (event) => {
    if (event.target === box || event.target.classList.contains("kit-caret")) {
      input.focus();
      input.click();
    }
  });
  show();
  return h("span", { class: "kit-combo-place", dataset: { kitAnchor: "" } }, box, list.node);
}

function keys(event, { panel, list, open, close, input, pick, back }) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (step && !panel.isOpen()) open("");
  else if (step) list.step(step);
  else if (panel.isOpen() && (event.key === "Home" || event.key === "End") && !input.value) {
    list.point(event.key === "Home" ? 0 : list.count() - 1);
  } else if (event.key === "Enter" && panel.isOpen()) {
    if (list.current()) pick(list.current());
  } else if (event.key === "Escape" && panel.isOpen()) {
    close();
    event.stopPropagation();
  } else {
    if (event.key === "Backspace") back();
    return;
  }
  event.preventDefault();
}
