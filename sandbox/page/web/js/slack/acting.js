/** Whose eyes one looks through, and whose hands one uses. */

import { h, replace } from "../dom.js";
import { read, watch, write } from "../store.js";
import { icon } from "./icons.js";
import { avatar, nameOf } from "./people.js";

/** Return the switch between people: what is seen of it is drawn, what is used is a real select. */
export function actingAs() {
  const drawn = h("div", { class: "acting-drawn", "aria-hidden": "true" });
  const select = h("select", { class: "acting-select", id: "acting-as" });
  const draw = () => {
    const person = (read("people") ?? []).find((one) => one.id === read("acting"));
    if (!person) return;
    select.value = person.id;
    replace(
      drawn, avatar(person.id),
      h("div", {}, h("span", { class: "acting-name" }, nameOf(person.id)), h("span", { class: "acting-role" }, person.role)),
      icon("choose"),
    );
  };
  watch("people", (people) => {
    replace(select, people.map((person) => h("option", { value: person.id }, `${nameOf(person.id)}: ${person.role}`)));
    draw();
  });
  watch("acting", draw);
  select.addEventListener("change", () => write("acting", select.value));
  return h("div", { class: "acting" }, h("label", { for: "acting-as" }, "Acting as"), h("div", { class: "acting-box" }, drawn, select));
}
