/** The dialog that asks once more. */

import { h } from "../dom.js";
import { freshId } from "./place.js";
import { textOf } from "./text.js";

/** Ask, and return whether the person meant it; Escape and the other button say no. */
export function confirmed(asked, ctx, control) {
  const [title, words] = [freshId("confirm"), freshId("confirm-text")];
  const style = asked.style === "danger" ? "danger solid" : "primary";
  const no = h("button", { type: "button", class: "button" }, textOf(asked.deny, ctx));
  if (!asked.deny) no.textContent = "Cancel";
  const yes = h("button", { type: "button", class: `button ${style}` }, textOf(asked.confirm, ctx));
  if (!asked.confirm) yes.textContent = "Yes";
  const dialog = h(
    "dialog",
    { class: "kit-confirm", role: "alertdialog", "aria-labelledby": title, "aria-describedby": words },
    h("h2", { id: title }, textOf(asked.title, ctx)),
    h("div", { id: words, class: "kit-confirm-words" }, textOf(asked.text, ctx)),
    h("div", { class: "kit-confirm-buttons" }, no, yes),
  );
  const now = follow(control);
  return new Promise((resolve) => {
    no.addEventListener("click", () => dialog.close());
    yes.addEventListener("click", () => dialog.close("yes"));
    // What happens in here is not meant for the modal below.
    for (const kind of ["keydown", "click", "cancel"]) {
      dialog.addEventListener(kind, (event) => event.stopPropagation());
    }
    dialog.addEventListener("close", (event) => {
      event.stopPropagation();
      dialog.remove();
      resolve(dialog.returnValue === "yes");
      now()?.focus();
    });
    document.body.append(dialog);
    dialog.showModal();
    (asked.style === "danger" ? no : yes).focus();
  });
}

/** Return how to find a control again: its message may be drawn anew while somebody is asked. */
function follow(control) {
  const ts = control.closest("[data-ts]")?.dataset.ts;
  const { block, action } = control.dataset;
  const same = ts && action
    && `[data-ts="${CSS.escape(ts)}"] [data-block="${CSS.escape(block ?? "")}"][data-action="${CSS.escape(action)}"]`;
  return () => (control.isConnected || !same ? control : document.querySelector(same));
}
