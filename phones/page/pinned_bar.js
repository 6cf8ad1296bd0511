// The newest pinned message, as a line above the chat that leads to it.

import { button, el } from "./dom.js";
import { snippet } from "./reading.js";

/** `jump(id)` shows a message. Returns `{node, show(message)}`; null hides the bar. */
export function pinnedBar(jump) {
  const words = el("span", { dir: "auto" });
  let shown = null;
  const node = button(
    { class: "pinned", hidden: true, press: () => jump(shown) },
    el("strong", { text: "Pinned" }),
    words,
  );

  function show(message) {
    node.hidden = message === null;
    shown = message?.id ?? null;
    if (message) words.textContent = snippet(message);
  }

  return { node, show };
}
