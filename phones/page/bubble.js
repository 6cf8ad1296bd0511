// One bubble: a message, or the pictures of one album, with everything that hangs on it.

import { button, el } from "./dom.js";
import { formatted } from "./formatted_text.js";
import { icon } from "./icons.js";
import { keyboard } from "./inline_buttons.js";
import { shown } from "./media.js";
import { fullText, timeText } from "./wall_time.js";

const BARE = new Set(["sticker", "dice", "video_note"]);

/**
 * The node for `messages` (one, or the items of an album in order).
 *
 * `look` is `{zone, first, last, names}`: whether it begins and ends a run by one author, and whether authors are named.
 * `acts` is `{options(opener, message, at?), jump(id), command(text), react(message, emoji), press(message, row, column)}`.
 */
export function bubble(messages, look, acts) {
  const message = messages.find((each) => each.text) ?? messages[0];
  const lead = messages[0];
  if (lead.service) {
    return el("div", { class: "service", role: "article", data: { id: lead.id } }, el("span", { text: lead.service }));
  }
  const side = lead.mine ? "mine" : "theirs";
  const words = message.text
    ? el("div", { class: "words", dir: "auto" }, ...formatted(message.text, message.entities, acts.command))
    : null;
  const carried = messages.length > 1 ? album(messages) : lead.media ? shown(lead.media, lead) : null;
  const bare = Boolean(lead.media && BARE.has(lead.media.kind) && !message.text);
  const options = button(
    {
      label: `Options for the message from ${lead.author.name} at ${timeText(look.zone, lead.at)}`,
      class: "options",
      press: () => acts.options(options, message),
    },
    icon("more"),
  );
  options.setAttribute("aria-haspopup", "menu");
  const box = el(
    "div",
    {
      class: `bubble${bare ? " bare" : ""}${carried && !words ? " no-words" : ""}${words && carried ? " captioned" : ""}`,
    },
    look.names && !lead.mine && look.first
      ? el("span", { class: "author", style: { "--hue": hueOf(lead.author.id) }, text: lead.author.name })
      : null,
    lead.forwarded ? el("span", { class: "forwarded" }, icon("forward"), `Forwarded from ${lead.forwarded}`) : null,
    lead.reply ? replyBox(lead.reply, acts) : null,
    carried,
    words,
    lead.via ? el("span", { class: "via", text: `via @${lead.via}` }) : null,
    foot(messages, message, look),
  );
  box.addEventListener("contextmenu", (event) => {
    event.preventDefault();
    acts.options(options, message, { x: event.clientX, y: event.clientY });
  });
  return el(
    "div",
    {
      class: `message ${side}${look.first ? " first" : ""}${look.last ? " last" : ""}`,
      role: "article",
      "aria-label": `${lead.mine ? "You" : lead.author.name}, ${timeText(look.zone, lead.at)}`,
      data: { id: message.id },
    },
    el("div", { class: "bubble-line" }, box, options),
    message.buttons.length > 0 ? keyboard(message, acts) : null,
    lead.reactions.length > 0 ? reactions(lead, acts) : null,
  );
}

/** A hue (0–359) for an id: the same person has the same colour everywhere. */
export function hueOf(id) {
  return Math.round((Math.abs(Number(id)) * 137.508) % 360);
}

function album(messages) {
  const pictures = messages.every((each) => each.media && ["photo", "video"].includes(each.media.kind));
  return el(
    "div",
    { class: pictures ? `album of-${Math.min(messages.length, 4)}` : "album files" },
    ...messages.map((each) =>
      el("div", { class: "album-item", data: { item: each.id } }, each.media ? shown(each.media, each) : null),
    ),
  );
}

function replyBox(reply, acts) {
  const label = `In reply to ${reply.name}: ${reply.words}`;
  const inside = [
    el("strong", { text: reply.name }),
    el("span", { class: reply.quoted ? "quoted" : null, dir: "auto", text: reply.words }),
  ];
  if (reply.id === null) return el("div", { class: "reply" }, ...inside);
  return button({ label, class: "reply", press: () => acts.jump(reply.id) }, ...inside);
}

function foot(messages, message, look) {
  const at = messages[messages.length - 1].at;
  const guarded = message.protected
    ? el(
        "span",
        {
          class: "guard",
          title: "Cannot be copied or forwarded",
          role: "img",
          "aria-label": "Protected: cannot be copied or forwarded",
        },
        icon("lock"),
      )
    : null;
  return el(
    "span",
    { class: "foot" },
    guarded,
    messages.some((each) => each.edited) ? el("span", { class: "edited", text: "edited" }) : null,
    el("time", { datetime: at.toISOString(), title: fullText(look.zone, at), text: timeText(look.zone, at) }),
  );
}

function reactions(message, acts) {
  const pills = message.reactions.map((reaction) =>
    button(
      {
        label: `${reaction.emoji} ${reaction.count}${reaction.names.length ? `, from ${reaction.names.join(", ")}` : ""}`,
        class: `reaction${reaction.mine ? " own" : ""}`,
        "aria-pressed": String(reaction.mine),
        press: () => acts.react(message, reaction.emoji),
      },
      el("span", { text: reaction.emoji }),
      reaction.count > 1 ? el("b", { text: String(reaction.count) }) : null,
    ),
  );
  return el("div", { class: "reactions", role: "group", "aria-label": "Reactions" }, ...pills);
}
