// A round picture for someone without one: initials on a colour of their own.

import { hueOf } from "./bubble.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";

/** `someone` is `{id, name, group?}`. Decoration: the name stands beside it. */
export function avatar(someone, className = "") {
  const letters = [...someone.name.split(/\s+/)].map((word) => [...word][0] ?? "");
  const initials = (letters.length > 1 ? letters[0] + letters[letters.length - 1] : letters[0]).toUpperCase();
  return el(
    "span",
    { class: `avatar ${className}`, "aria-hidden": "true", style: { "--hue": hueOf(someone.id) } },
    someone.group ? icon("group") : initials,
  );
}
