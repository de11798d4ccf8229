/** A dialog with a few fields. What the sandbox refuses is said in it, and it stays open. */

import { h } from "../dom.js";

let made = 0;

/**
 * Ask for the fields, then do it.
 * @param {{title: string, words?: string, submit: string, danger?: boolean,
 *   fields?: Array<{name: string, label: string, kind?: string, value?: *, hint?: string,
 *     options?: Array<[string, string]>, required?: boolean, shown?: (values) => boolean}>,
 *   doing: (values: Object) => Promise}} asked  kinds: text (usual), number, amount, date, email,
 *   select, check, long
 * @returns {Promise<boolean>} whether it was done
 */
export function ask({ title, words, submit, danger = false, fields = [], doing }) {
  const heading = `ask-${++made}`;
  const inputs = fields.map((field) => [field, input(field)]);
  const error = h("p", { class: "error-line", role: "alert", hidden: true });
  const go = h("button", { type: "submit", class: ["button", danger ? "danger solid" : "primary"] }, submit);
  const cancel = h("button", { type: "button", class: "button" }, "Cancel");
  const form = h("form", { method: "dialog", novalidate: true },
    h("h2", { id: heading }, title),
    words ? h("p", { class: "quiet" }, words) : null,
    inputs.map(([field, control]) => wrapped(field, control)),
    error,
    h("div", { class: "row end" }, cancel, go));
  const dialog = h("dialog", { class: "ask", "aria-labelledby": heading }, form);
  const values = () => Object.fromEntries(inputs.map(([field, control]) => [field.name, read(field, control)]));
  const arrange = () => {
    const now = values();
    for (const [field, control] of inputs) {
      if (field.shown) control.closest(".field").hidden = !field.shown(now);
    }
  };
  return new Promise((resolve) => {
    let done = false;
    form.addEventListener("input", arrange);
    cancel.addEventListener("click", () => dialog.close());
    dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
    dialog.addEventListener("close", () => {
      dialog.remove();
      resolve(done);
    });
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      if (go.disabled) return;
      const missing = inputs.find(([field, control]) =>
        field.required && control.value.trim() === "" && !control.closest(".field").hidden);
      for (const [, control] of inputs) control.removeAttribute("aria-invalid");
      if (missing) {
        missing[1].setAttribute("aria-invalid", "true");
        missing[1].focus();
        say(error, `${missing[0].label} is missing.`);
        return;
      }
      go.disabled = true;
      try {
        await doing(values());
        done = true;
        dialog.close();
      } catch (problem) {
        say(error, problem.message);
      } finally {
        go.disabled = false;
      }
    });
    document.getElementById("dialogs").append(dialog);
    arrange();
    dialog.showModal();
    (inputs[0]?.[1] ?? go).focus();
  });
}

function say(line, words) {
  line.textContent = words;
  line.hidden = false;
}

function input(field) {
  const id = `ask-${++made}`;
  const common = { id, name: field.name, "aria-describedby": field.hint ? `${id}-hint` : undefined };
  if (field.kind === "select") {
    return h("select", { ...common, class: "input" },
      field.options.map(([value, words]) =>
        h("option", { value, selected: value === (field.value ?? field.options[0][0]) }, words)));
  }
  if (field.kind === "check") return h("input", { ...common, type: "checkbox", checked: Boolean(field.value) });
  if (field.kind === "long") return h("textarea", { ...common, class: "input", rows: 3, value: field.value ?? "" });
  const plain = field.kind === "amount" || field.kind === "number";
  return h("input", {
    ...common, class: "input", type: plain ? "text" : field.kind ?? "text", value: field.value ?? "",
    inputmode: plain ? "decimal" : undefined, autocomplete: "off",
  });
}

function wrapped(field, control) {
  const hint = field.hint ? h("span", { class: "hint", id: `${control.id}-hint` }, field.hint) : null;
  const label = h("label", { for: control.id }, field.label);
  if (field.kind === "check") {
    return h("div", { class: "field" }, h("span", { class: "row" }, control, label), hint);
  }
  return h("div", { class: "field" }, label, control, hint);
}

const read = (field, control) => (field.kind === "check" ? control.checked : control.value.trim());
