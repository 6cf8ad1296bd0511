// Light or dark: as the system says, until the reader chooses.

import { button } from "./dom.js";
import { icon } from "./icons.js";

const KEY = "phones.theme";
const system = matchMedia("(prefers-color-scheme: dark)");

function remembered() {
  try {
    return localStorage.getItem(KEY);
  } catch {
    return null; // a browser that keeps nothing still shows the page
  }
}

function current() {
  return document.documentElement.dataset.theme ?? (system.matches ? "dark" : "light");
}

/** Apply what was chosen before and return the button that changes it. */
export function themeButton() {
  const chosen = remembered();
  if (chosen === "light" || chosen === "dark") document.documentElement.dataset.theme = chosen;
  const toggle = button({ class: "round-button", press: turn });
  function turn() {
    const next = current() === "dark" ? "light" : "dark";
    document.documentElement.dataset.theme = next;
    try {
      localStorage.setItem(KEY, next);
    } catch {
      // Forgotten at the next visit, which is all that is lost.
    }
    draw();
  }
  function draw() {
    const label = current() === "dark" ? "Light colours" : "Dark colours";
    toggle.setAttribute("aria-label", label);
    toggle.title = label;
    toggle.replaceChildren(icon(current() === "dark" ? "sun" : "moon"));
  }
  system.addEventListener("change", draw);
  draw();
  return toggle;
}
