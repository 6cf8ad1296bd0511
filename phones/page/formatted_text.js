// Text with its entities, as nodes. Offsets count UTF-16 units, as Telegram's do and JavaScript's strings do.

import { el } from "./dom.js";

const TAGS = { bold: "strong", italic: "em", underline: "u", strikethrough: "s", code: "code" };

/**
 * Nodes for `text`, marked up by `entities` (`{type, offset, length, url?, language?, user?}`).
 * Links are shown and told, not followed: a phone on this page has nowhere to go.
 * `command(text)` is called when a /command in the text is pressed; without it commands are plain.
 */
export function formatted(text, entities = [], command = null) {
  const ordered = [...entities].sort((a, b) => a.offset - b.offset || b.length - a.length || isBlock(b) - isBlock(a));
  return nodesOf(text, 0, text.length, ordered, command);
}

const isBlock = (entity) => ["pre", "blockquote", "expandable_blockquote"].includes(entity.type);

function nodesOf(text, from, to, entities, command) {
  const nodes = [];
  let at = from;
  let rest = entities;
  while (rest.length > 0) {
    const [entity, ...others] = rest;
    const start = Math.max(entity.offset, at);
    const end = Math.min(entity.offset + entity.length, to);
    rest = others;
    if (end <= start) continue;
    const block = isBlock(entity);
    // A block stands on lines of its own, so the line breaks around it are already there.
    if (start > at) nodes.push(block ? text.slice(at, start).replace(/\n$/, "") : text.slice(at, start));
    const within = others.filter((other) => other.offset < end);
    nodes.push(dressed(entity, text.slice(start, end), nodesOf(text, start, end, within, command), command));
    at = block && text[end] === "\n" ? end + 1 : end;
    // What reaches beyond this entity goes on after it, so entities that only overlap are both shown.
    rest = others.filter((other) => other.offset + other.length > end);
  }
  if (at < to) nodes.push(text.slice(at, to));
  return nodes;
}

function dressed(entity, text, children, command) {
  switch (entity.type) {
    case "bold":
    case "italic":
    case "underline":
    case "strikethrough":
    case "code":
      return el(TAGS[entity.type], {}, ...children);
    case "pre":
      return el("pre", { "data-language": entity.language || null, tabindex: "0" }, el("code", {}, ...children));
    case "blockquote":
    case "expandable_blockquote":
      return quoted(children, entity.type === "expandable_blockquote");
    case "spoiler":
      return spoiler(children);
    case "text_link":
      return inert(children, entity.url);
    case "url":
    case "email":
    case "phone_number":
      return inert(children, text);
    case "text_mention":
      return inert(children, `account ${entity.user?.id ?? ""}`.trim());
    case "bot_command":
      if (!command) return el("span", { class: "tagged" }, ...children);
      return el("button", { type: "button", class: "command", on: { click: () => command(text) } }, ...children);
    case "mention":
    case "hashtag":
    case "cashtag":
      return el("span", { class: "tagged" }, ...children);
    default:
      return el("span", {}, ...children); // an entity newer than this page still shows its words
  }
}

function inert(children, target) {
  return el(
    "span",
    { class: "inert-link", role: "link", "aria-disabled": "true", tabindex: "0", title: target },
    ...children,
  );
}

function spoiler(children) {
  const reveal = () => {
    node.classList.add("open");
    node.removeAttribute("role");
    node.removeAttribute("tabindex");
    node.removeAttribute("aria-label");
    inner.removeAttribute("aria-hidden");
  };
  const inner = el("span", { "aria-hidden": "true" }, ...children);
  const node = el(
    "span",
    {
      class: "spoiler",
      role: "button",
      tabindex: "0",
      "aria-label": "Hidden text, press to show",
      on: {
        click: reveal,
        keydown: (event) => (event.key === "Enter" || event.key === " ") && (event.preventDefault(), reveal()),
      },
    },
    inner,
  );
  return node;
}

function quoted(children, expandable) {
  const quote = el("blockquote", {}, ...children);
  if (!expandable) return quote;
  quote.classList.add("folded");
  const toggle = el("button", {
    type: "button",
    class: "unfold",
    text: "Show all",
    on: {
      click: () => {
        const folded = quote.classList.toggle("folded");
        toggle.textContent = folded ? "Show all" : "Show less";
      },
    },
  });
  return el("div", { class: "quote-box" }, quote, toggle);
}
