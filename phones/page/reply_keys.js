// The keyboard that a bot may lay below the field: pressing a key sends its words.

import { el } from "./dom.js";

const SOMEWHERE = { latitude: 42.6977, longitude: 23.3219 };

/**
 * `send(message)` posts a message. Returns `{node, show(keyboard)}`; `keyboard` is null or `{rows: [[{text, asks}]]}`,
 * where `asks` is null or what the person is asked to share: "contact" or "location". `own()` gives the contact to share.
 */
export function replyKeys(send, own) {
  const node = el("div", { class: "reply-keys", role: "group", "aria-label": "Suggested answers", hidden: true });
  let shown = "";

  function show(keyboard) {
    const signature = JSON.stringify(keyboard);
    if (signature === shown) return;
    shown = signature;
    const rows = keyboard?.rows ?? [];
    node.hidden = rows.length === 0;
    node.replaceChildren(
      ...rows.map((row) =>
        el(
          "div",
          { class: "button-row" },
          ...row.map((key) =>
            el("button", {
              type: "button",
              class: "reply-key",
              text: key.text,
              on: { click: () => send(answerTo(key)) },
            }),
          ),
        ),
      ),
    );
  }

  function answerTo(key) {
    if (key.asks === "contact") return { contact: own() };
    if (key.asks === "location") return { location: SOMEWHERE };
    return { text: key.text };
  }

  return { node, show };
}
