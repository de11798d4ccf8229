/** The open list of a combobox: groups, options, and which one the keyboard points at. */

import { h, replace } from "../dom.js";
import { freshId } from "./place.js";
import { textOf } from "./text.js";

/** Return the list; `input` is told which option is pointed at. */
export function listbox(id, input, ctx) {
  const node = h("div", { id, class: "kit-menu kit-list-box", role: "listbox", "aria-label": "Options" });
  let rows = [];
  let at = -1;

  const point = (to) => {
    rows[at]?.node.classList.remove("pointed");
    at = to;
    const row = rows[at];
    if (!row) {
      input.removeAttribute("aria-activedescendant");
      return;
    }
    row.node.classList.add("pointed");
    row.node.scrollIntoView({ block: "nearest" });
    input.setAttribute("aria-activedescendant", row.node.id);
  };
  const draw = (option, chosen, pick) => {
    const on = chosen.some((one) => one.value === option.value);
    const row = h("div", { id: freshId("option"), class: "kit-menu-item", role: "option", "aria-selected": String(on) },
      h("span", {}, textOf(option.text, ctx)),
      option.description && h("span", { class: "kit-small" }, textOf(option.description, ctx)));
    row.addEventListener("click", () => pick(option));
    rows.push({ node: row, option });
    return row;
  };

  return {
    node,
    point,
    count: () => rows.length,
    current: () => rows[at]?.option,
    step: (by) => rows.length && point((at + by + rows.length) % rows.length),
    /** Say something in place of options. */
    say(words) {
      rows = [];
      point(-1);
      replace(node, h("div", { class: "kit-menu-words", role: "option", "aria-disabled": "true", "aria-selected": "false" }, words));
    },
    /** Show groups of options; the first chosen one, or else the first, is pointed at. */
    fill(groups, chosen, pick) {
      if (!groups.some((group) => group.options.length)) {
        this.say("Nothing found");
        return;
      }
      rows = [];
      at = -1;
      replace(node, groups.filter((group) => group.options.length).map((group) => {
        const drawn = group.options.map((option) => draw(option, chosen, pick));
        if (!group.label) return drawn;
        const label = freshId("group");
        return h("div", { role: "group", "aria-labelledby": label },
          h("div", { id: label, class: "kit-menu-label" }, textOf(group.label, ctx)), drawn);
      }));
      const first = rows.findIndex((row) => row.node.getAttribute("aria-selected") === "true");
      point(Math.max(first, 0));
    },
  };
}
