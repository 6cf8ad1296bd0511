// Menus: opened by a button, walked with the arrow keys, closed by Esc or a click elsewhere, and then back to the button.

import { el } from "./dom.js";
import { icon } from "./icons.js";

const GAP = 6;

/**
 * Open a menu beside `opener`.
 *
 * `entries` are `{text, icon?, press, danger?, checked?}`, the string "-" for a line between, or `{row: [{text, label, press}]}`
 * for small choices side by side. `at` ({x, y}) places it under the pointer instead. `label` is what the menu is called.
 */
export function openMenu(opener, label, entries, at = null) {
  // The press that closed the menu, by being a press elsewhere, was on the button itself: it shall stay closed.
  if (opener.getAttribute("aria-expanded") === "true") return;
  const menu = el("div", { class: "menu", role: "menu", "aria-label": label, popover: "auto", tabindex: "-1" });
  const choose = (entry) => () => {
    menu.hidePopover();
    entry.press();
  };
  for (const entry of entries) {
    if (entry === "-") menu.append(el("hr", { role: "separator" }));
    else if (entry.row) menu.append(rowOf(entry.row, choose));
    else menu.append(itemOf(entry, choose(entry)));
  }
  const host = opener.closest("dialog") ?? document.body;
  host.append(menu);
  opener.setAttribute("aria-expanded", "true");
  menu.addEventListener("toggle", (event) => {
    if (event.newState !== "closed") return;
    opener.setAttribute("aria-expanded", "false");
    // Only when nothing else took the focus meanwhile, such as a dialog that the choice opened.
    if (menu.contains(document.activeElement) || document.activeElement === document.body) opener.focus();
    menu.remove();
  });
  menu.addEventListener("keydown", (event) => walk(event, menu));
  menu.showPopover();
  place(menu, opener, at);
  itemsOf(menu)[0]?.focus();
}

function itemOf(entry, press) {
  const checkable = entry.checked !== undefined;
  return el(
    "button",
    {
      type: "button",
      class: `menu-item${entry.danger ? " danger" : ""}`,
      role: checkable ? "menuitemcheckbox" : "menuitem",
      "aria-checked": checkable ? String(entry.checked) : null,
      tabindex: "-1",
      on: { click: press },
    },
    entry.picture ?? (entry.icon ? icon(entry.icon) : null),
    el("span", { class: "menu-text" }, entry.text),
    entry.note ? el("span", { class: "menu-note" }, entry.note) : null,
    checkable ? el("span", { class: "menu-check" }, entry.checked ? icon("check") : null) : null,
  );
}

function rowOf(choices, choose) {
  const buttons = choices.map((choice) =>
    el("button", {
      type: "button",
      class: "menu-choice",
      role: "menuitemcheckbox",
      "aria-checked": String(Boolean(choice.checked)),
      "aria-label": choice.label,
      title: choice.label,
      tabindex: "-1",
      text: choice.text,
      on: { click: choose(choice) },
    }),
  );
  return el("div", { class: "menu-row", role: "group" }, ...buttons);
}

const itemsOf = (menu) => [...menu.querySelectorAll("button")];

function walk(event, menu) {
  const items = itemsOf(menu);
  const here = items.indexOf(document.activeElement);
  const to = {
    ArrowDown: (here + 1) % items.length,
    ArrowRight: (here + 1) % items.length,
    ArrowUp: (here - 1 + items.length) % items.length,
    ArrowLeft: (here - 1 + items.length) % items.length,
    Home: 0,
    End: items.length - 1,
  }[event.key];
  if (to !== undefined) {
    event.preventDefault();
    items[to].focus();
  } else if (event.key === "Tab") {
    menu.hidePopover();
  }
}

function place(menu, opener, at) {
  const box = opener.getBoundingClientRect();
  const { width, height } = menu.getBoundingClientRect();
  const left = at ? at.x : Math.min(box.left, box.right - width < GAP ? box.left : box.right - width);
  const below = (at ? at.y : box.bottom) + GAP;
  const top = below + height > innerHeight - GAP ? (at ? at.y : box.top) - height - GAP : below;
  menu.style.left = `${Math.max(GAP, Math.min(left, innerWidth - width - GAP))}px`;
  menu.style.top = `${Math.max(GAP, Math.min(top, innerHeight - height - GAP))}px`;
}
