// Dialogs on the browser's own <dialog>: it keeps the focus inside, closes on Esc and gives the focus back.

import { button, el, freshId } from "./dom.js";
import { icon } from "./icons.js";

/** Open a dialog called `title` with `content`, an element; a click beside it closes it. Returns the <dialog>. */
export function openDialog(title, content, { className = "" } = {}) {
  const heading = freshId("dialog");
  const dialog = el(
    "dialog",
    { class: `dialog ${className}`, "aria-labelledby": heading },
    el(
      "div",
      { class: "dialog-head" },
      el("h2", { id: heading, text: title }),
      button({ label: "Close", class: "round-button", press: () => dialog.close() }, icon("close")),
    ),
    content,
  );
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  dialog.addEventListener("close", () => dialog.remove());
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}

/** Show a sentence that must be acknowledged: what a bot's alert looks like. */
export function openAlert(title, sentence) {
  const accept = button({ class: "primary", press: () => dialog.close() }, "OK");
  const dialog = openDialog(
    title,
    el(
      "div",
      { class: "dialog-body" },
      el("p", { class: "alert-text", text: sentence }),
      el("div", { class: "dialog-acts" }, accept),
    ),
    { className: "alert" },
  );
  accept.focus();
  return dialog;
}

/**
 * Ask for some fields: `fields` are `{name, label, value?, hint?, required?, rows?, pattern?, inputmode?}`.
 * `send(values)` is called with the filled-in texts by name; the dialog closes when it returns without an error.
 */
export function askFor(title, fields, act, send) {
  const trouble = el("p", { class: "form-trouble", role: "alert" });
  const rows = fields.map((field) => {
    const id = freshId("field");
    const input = el(field.rows ? "textarea" : "input", {
      id,
      name: field.name,
      rows: field.rows,
      required: field.required,
      pattern: field.pattern,
      inputmode: field.inputmode,
      autocomplete: "off",
      "aria-describedby": field.hint ? `${id}-hint` : null,
    });
    input.value = field.value ?? "";
    return el(
      "div",
      { class: "field" },
      el("label", { for: id, text: field.label }),
      input,
      field.hint ? el("p", { class: "hint", id: `${id}-hint`, text: field.hint }) : null,
    );
  });
  const submit = async (event) => {
    event.preventDefault();
    trouble.textContent = "";
    try {
      await send(Object.fromEntries(new FormData(form)));
      dialog.close();
    } catch (error) {
      trouble.textContent = error.message;
    }
  };
  const form = el(
    "form",
    { class: "dialog-body", on: { submit } },
    ...rows,
    trouble,
    el(
      "div",
      { class: "dialog-acts" },
      button({ class: "quiet", press: () => dialog.close() }, "Cancel"),
      el("button", { type: "submit", class: "primary", text: act }),
    ),
  );
  const dialog = openDialog(title, form);
  form.elements[0].focus();
}
