// What may follow a "/": the bot's commands, while the field holds the beginning of one.

import { el, freshId } from "./dom.js";

/**
 * Suggestions for `field`. `commands()` gives `[{command, description}]`, [] when the bot has none; `choose(text)` sends one.
 * Returns `{node, update(), key(event)}`; `key` returns true when it has dealt with the key.
 */
export function suggestions(field, commands, choose) {
  const id = freshId("commands");
  const node = el("ul", { class: "suggestions", id, role: "listbox", "aria-label": "Commands", hidden: true });
  let found = [];
  let chosen = 0;
  let dismissed = null;
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", id);

  function update() {
    const begun = /^\/(\w*)$/.exec(field.value);
    found =
      begun && field.value !== dismissed
        ? commands().filter((each) => each.command.startsWith(begun[1].toLowerCase()))
        : [];
    if (!begun) dismissed = null;
    chosen = 0;
    draw();
  }

  function draw() {
    node.hidden = found.length === 0;
    node.replaceChildren(
      ...found.map((each, index) =>
        el(
          "li",
          {
            id: `${id}-${index}`,
            role: "option",
            "aria-selected": String(index === chosen),
            on: { mousedown: (event) => event.preventDefault(), click: () => choose(`/${each.command}`) },
          },
          el("strong", { text: `/${each.command}` }),
          el("span", { text: each.description ?? "" }),
        ),
      ),
    );
    if (node.hidden) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", `${id}-${chosen}`);
      node.children[chosen].scrollIntoView({ block: "nearest" });
    }
  }

  function key(event) {
    if (node.hidden) return false;
    if (event.key === "ArrowDown") chosen = (chosen + 1) % found.length;
    else if (event.key === "ArrowUp") chosen = (chosen - 1 + found.length) % found.length;
    else if (event.key === "Escape") {
      dismissed = field.value;
      found = [];
    } else if (event.key === "Tab" && !event.shiftKey) {
      field.value = `/${found[chosen].command} `;
      found = [];
    } else if (event.key === "Enter" && !event.shiftKey) {
      event.preventDefault();
      choose(`/${found[chosen].command}`);
      return true;
    } else return false;
    event.preventDefault();
    draw();
    return true;
  }

  return { node, update, key };
}
