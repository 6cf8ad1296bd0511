// What stands below an empty chat: Start, with or without an invite code.

import { el, freshId } from "./dom.js";
import { icon } from "./icons.js";
import { trying } from "./notices.js";

/** `start(code)` opens the bot; `code` is "" for a plain start. A whole invite link is taken for its code. */
export function startCard(start) {
  const id = freshId("code");
  const field = el("input", {
    id,
    type: "text",
    autocomplete: "off",
    autocapitalize: "off",
    spellcheck: "false",
    placeholder: "Invite code, if there is one",
  });
  const act = el("button", { type: "submit", class: "wide-act" }, "Start", icon("send"));
  const submit = async (event) => {
    event.preventDefault();
    act.disabled = true;
    await trying(() => start(codeIn(field.value.trim())));
    act.disabled = false;
  };
  return el(
    "form",
    { class: "start-card", on: { submit } },
    el("label", { for: id, class: "visually-hidden", text: "Invite code, if there is one" }),
    field,
    act,
  );
}

function codeIn(text) {
  const link = /[?&]start=([\w-]+)/.exec(text);
  return link ? link[1] : text;
}
