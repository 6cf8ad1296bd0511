// Short notices at the edge of the page, in plain sentences: what went wrong, or what was done.

import { button, el } from "./dom.js";
import { icon } from "./icons.js";

const SHOWN_MS = { error: 9000, done: 3200 };

function notice(kind, sentence) {
  const box = el(
    "div",
    { class: `notice ${kind}`, role: kind === "error" ? "alert" : "status" },
    icon(kind === "error" ? "alert" : "check"),
    el("p", { text: sentence }),
    button({ label: "Dismiss", class: "round-button", press: () => box.remove() }, icon("close")),
  );
  const shelf = document.getElementById("notices");
  // The same trouble told twice is still one trouble.
  for (const other of shelf.children) if (other.querySelector("p").textContent === sentence) other.remove();
  shelf.append(box);
  setTimeout(() => box.remove(), SHOWN_MS[kind]);
}

export const tellDone = (sentence) => notice("done", sentence);
export const tellError = (sentence) => notice("error", sentence);

/** Run `act`; when it fails, tell the reader why and return undefined. */
export async function trying(act) {
  try {
    return await act();
  } catch (error) {
    tellError(error.message);
    return undefined;
  }
}
