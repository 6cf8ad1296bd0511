// Where a person writes: the field, what it replies to or corrects, commands, attachments, a spoken message.

import { button, el, freshId } from "./dom.js";
import { icon } from "./icons.js";
import { snippet } from "./reading.js";
import { lengthText } from "./sound.js";
import { suggestions } from "./suggestions.js";

const BORDER_PX = 1;
const HOLD_MS = 350; // shorter is a click
const CLICK_SECONDS = 2;
const LONGEST_SECONDS = 20;

/**
 * `name` is whose phone it is; `commands()` are `[{command, description}]`.
 * `acts`: `send(text, replyTo)`, `edit(id, text)`, `attach(opener, caption, replyTo)`, `paste(file, caption, replyTo)`,
 * `speak(seconds, replyTo)`; all async, returning true when it worked, so the field is only emptied then.
 *
 * Returns `{node, replyTo(message), correct(message)}`.
 */
export function composer({ name, commands, acts }) {
  const fieldId = freshId("field");
  const field = el("textarea", {
    id: fieldId,
    class: "field-text",
    rows: "1",
    placeholder: "Message",
    "aria-label": `Message from ${name}`,
    autocomplete: "off",
    enterkeyhint: "send",
    dir: "auto",
  });
  const above = el("div", { class: "composer-above" });
  const attach = button(
    {
      label: "Attach",
      class: "round-button",
      press: () => acts.attach(attach, field.value.trim(), replying?.id ?? null, cleared),
    },
    icon("clip"),
  );
  attach.setAttribute("aria-haspopup", "menu");
  const send = button({ label: "Send", class: "round-button send", press: submit }, icon("send"));
  const speak = button(
    { label: "Voice message: hold to speak, or press once", class: "round-button speak" },
    icon("mic"),
  );
  const timer = el("span", { class: "speaking", hidden: true }, el("i", {}), el("span", { text: "0:00" }));
  const hints = suggestions(field, commands, (text) => {
    field.value = text;
    submit();
  });
  const node = el(
    "div",
    { class: "composer" },
    hints.node,
    above,
    el("div", { class: "composer-line" }, attach, el("div", { class: "field-box" }, field, timer), speak, send),
  );
  let replying = null;
  let correcting = null;
  let sending = Promise.resolve(); // one after the other, so that quick writing arrives in its order

  field.addEventListener("input", changed);
  field.addEventListener("keydown", (event) => {
    if (event.isComposing || hints.key(event)) return;
    if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      submit();
    } else if (event.key === "Escape" && (replying || correcting)) {
      event.preventDefault();
      leaveAbove();
    }
  });
  field.addEventListener("paste", (event) => {
    const file = [...(event.clipboardData?.files ?? [])][0];
    if (!file) return;
    event.preventDefault();
    acts.paste(file, field.value.trim(), replying?.id ?? null).then((done) => done && cleared());
  });

  function changed() {
    node.classList.toggle("has-words", field.value.trim() !== "");
    field.style.height = "auto";
    field.style.height = `${Math.min(field.scrollHeight + 2 * BORDER_PX, 132)}px`;
    hints.update();
  }

  function cleared() {
    field.value = "";
    dropAbove();
    changed();
  }

  function submit() {
    const text = field.value.trim();
    if (!text) return;
    const reply = replying?.id ?? null;
    const corrected = correcting;
    cleared();
    sending = sending.then(async () => {
      const done = corrected === null ? await acts.send(text, reply) : await acts.edit(corrected.id, text);
      // Refused: what was typed is not lost, unless something newer stands there.
      if (!done && field.value === "") field.value = text;
      changed();
    });
  }

  function dropAbove() {
    replying = correcting = null;
    above.replaceChildren();
  }

  function leaveAbove() {
    if (correcting === null) dropAbove();
    else cleared();
    field.focus();
  }

  function showAbove(sign, title, words) {
    above.replaceChildren(
      el(
        "div",
        { class: "above" },
        icon(sign),
        el("span", { class: "above-words" }, el("strong", { text: title }), el("span", { dir: "auto", text: words })),
        button(
          {
            label: sign === "edit" ? "Stop correcting" : "Do not reply to it",
            class: "round-button",
            press: leaveAbove,
          },
          icon("close"),
        ),
      ),
    );
    field.focus();
  }

  holdToSpeak(speak, timer, (seconds) => acts.speak(seconds, replying?.id ?? null).then((done) => done && dropAbove()));
  changed();

  return {
    node,
    replyTo(message) {
      dropAbove();
      replying = message;
      showAbove("reply", `Reply to ${message.mine ? "yourself" : message.author.name}`, snippet(message));
    },
    correct(message) {
      dropAbove();
      correcting = message;
      field.value = message.text;
      showAbove("edit", "Correct the message", snippet(message));
      changed();
    },
  };
}

function holdToSpeak(speak, timer, send) {
  let since = null;
  let tick = null;

  function begin(event) {
    if (event.button !== 0) return;
    speak.setPointerCapture(event.pointerId);
    since = performance.now();
    tick = setInterval(() => {
      const held = performance.now() - since;
      timer.hidden = held < HOLD_MS;
      timer.lastChild.textContent = lengthText(held / 1000);
      if (held > LONGEST_SECONDS * 1000) end(true);
    }, 100);
    speak.classList.add("held");
  }

  function end(keep) {
    if (since === null) return;
    const held = performance.now() - since;
    since = null;
    clearInterval(tick);
    timer.hidden = true;
    speak.classList.remove("held");
    if (keep) send(held < HOLD_MS ? CLICK_SECONDS : Math.max(1, Math.round(held / 1000)));
  }

  speak.addEventListener("pointerdown", begin);
  speak.addEventListener("pointerup", () => end(true));
  speak.addEventListener("pointercancel", () => end(false));
  // A click without a pointer: the keyboard, or a screen reader.
  speak.addEventListener("click", (event) => event.detail === 0 && send(CLICK_SECONDS));
}
