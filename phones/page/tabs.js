// The tabs above the phones, when not all that are wanted have room; and the counts of unread messages.

import { avatar } from "./avatar.js";
import { button, el } from "./dom.js";
import { icon } from "./icons.js";

/**
 * Tabs in the element `node`. `acts` are `{choose(key), pick(opener)}`: another phone, or the menu of all.
 * Returns `{draw(tabs, single, elsewhere)}`: `tabs` are `[{view, shown, unread}]`; `single` when one phone fills the
 * screen, so that the tabs are tabs and not switches; `elsewhere` counts what waits on phones without a tab.
 */
export function tabBar(node, acts) {
  const more = button({ class: "round-button", "aria-haspopup": "menu", press: () => acts.pick(more) }, icon("plus"));

  function draw(tabs, single, elsewhere) {
    const focused = node.contains(document.activeElement) ? document.activeElement.dataset.tab : null;
    const list = el(
      "div",
      { class: "tab-list", role: single ? "tablist" : "group", "aria-label": "Phones" },
      ...tabs.map((tab) => one(tab, single)),
    );
    node.hidden = tabs.every((tab) => tab.shown);
    countOn(more, "Show another phone", elsewhere);
    node.replaceChildren(list, more);
    list.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest", inline: "nearest" });
    if (focused) list.querySelector(`[data-tab="${focused}"]`)?.focus();
  }

  function one({ view, shown, unread }, single) {
    const tab = button(
      {
        class: "tab",
        role: single ? "tab" : null,
        "aria-selected": single ? String(shown) : null,
        "aria-controls": single && shown ? `phone-${view.key}` : null,
        "aria-pressed": single ? null : String(shown),
        tabindex: single && !shown ? "-1" : null,
        data: { tab: view.key },
        press: () => acts.choose(view.key),
      },
      avatar({ id: view.chat, name: view.name, group: view.group }, "small"),
      el("span", { class: "tab-name", text: view.short }),
    );
    countOn(tab, view.short, unread);
    return tab;
  }

  node.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    const tabs = [...node.querySelectorAll('[role="tab"]')];
    const here = tabs.indexOf(document.activeElement);
    if (!step || here < 0) return;
    event.preventDefault();
    const next = tabs[(here + step + tabs.length) % tabs.length];
    next.focus();
    next.click();
  });

  return { draw };
}

/** Show on `control`, which is called `name`, how many unread messages wait behind it: "Ben, 1 unread message". */
export function countOn(control, name, count) {
  const label = count === 0 ? name : `${name}, ${count} unread ${count === 1 ? "message" : "messages"}`;
  control.setAttribute("aria-label", label);
  control.querySelector(".badge")?.remove();
  if (count > 0)
    control.append(el("span", { class: "badge", "aria-hidden": "true", text: count > 99 ? "99+" : count }));
}
