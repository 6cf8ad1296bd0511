// The buttons under a message: pressed, they spin until the bot has answered.

import { el } from "./dom.js";
import { openDialog } from "./dialog.js";
import { icon } from "./icons.js";
import { tellDone, tellError } from "./notices.js";

/** The rows of buttons of `message`. `acts.press(message, row, column)` resolves when the bot has answered, or has not. */
export function keyboard(message, acts) {
  const rows = message.buttons.map((row, rowIndex) =>
    el(
      "div",
      { class: "button-row" },
      ...row.map((key, column) => one(key, () => acts.press(message, rowIndex, column))),
    ),
  );
  return el("div", { class: "inline-buttons", role: "group", "aria-label": "Buttons" }, ...rows);
}

function one(key, press) {
  const node = el(
    "button",
    { type: "button", class: `inline-button${key.style ? ` style-${key.style}` : ""}` },
    el("span", { dir: "auto", text: key.text }),
    key.kind === "url" ? icon("link") : key.kind === "copy_text" ? icon("copy") : null,
  );
  node.addEventListener("click", async () => {
    if (node.getAttribute("aria-busy") === "true") return;
    if (key.kind === "url") return void openLink(key.url);
    if (key.kind === "copy_text") return void copy(key.copy_text, "Copied.");
    if (key.kind !== "callback") return void tellError("This local Telegram does not open this kind of button.");
    node.setAttribute("aria-busy", "true");
    try {
      await press();
    } finally {
      node.removeAttribute("aria-busy");
    }
  });
  return node;
}

/** Show where a link would lead: a phone on this page has nowhere to go. */
export function openLink(url) {
  openDialog(
    "A phone would open this link",
    el(
      "div",
      { class: "dialog-body" },
      el("p", { class: "link-target", text: url }),
      el(
        "div",
        { class: "dialog-acts" },
        el("button", {
          type: "button",
          class: "primary",
          text: "Copy the link",
          on: { click: () => copy(url, "The link is copied.") },
        }),
      ),
    ),
  );
}

/** Put `text` on the clipboard and say so. */
export async function copy(text, done) {
  try {
    await navigator.clipboard.writeText(text);
    tellDone(done);
  } catch {
    tellError("This browser does not let the page copy. Select the text and copy it by hand.");
  }
}
