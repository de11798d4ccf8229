/** Whose eyes one looks through, and whose hands one uses. */

import { h, replace } from "../dom.js";
import { read, watch, write } from "../store.js";
import { avatar } from "./people.js";

/** Return the switch between people. */
export function actingAs() {
  const face = h("span", { class: "acting-face" });
  const select = h("select", { class: "acting-select", id: "acting-as" });
  const options = (people) =>
    people.map((person) => h("option", { value: person.id }, person.role ? `${person.name}, ${person.role}` : person.name));
  watch("people", (people) => {
    replace(select, options(people));
    select.value = read("acting") ?? "";
  });
  watch("acting", (id) => {
    select.value = id;
    replace(face, avatar(id));
  });
  select.addEventListener("change", () => write("acting", select.value));
  return h("div", { class: "acting" }, face, h("div", {}, h("label", { for: "acting-as" }, "Acting as"), select));
}
