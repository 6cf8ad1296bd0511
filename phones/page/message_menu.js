// What a person can do with one message.

import { copy } from "./inline_buttons.js";
import { openMenu } from "./menu.js";

const EMOJI = ["👍", "❤", "🔥", "👏", "😁", "😢", "🙏"];

/**
 * Open the menu of `message` beside `opener`, or at the pointer `at`.
 * `acts` are `{react(emoji), reply(), correct(), remove()}`; `mayRemove` says whether deleting is offered.
 */
export function openMessageMenu(opener, message, { mayRemove }, acts, at) {
  const row = EMOJI.map((text) => ({
    text,
    label: `React with ${text}`,
    checked: message.reactions.some((reaction) => reaction.emoji === text && reaction.mine),
    press: () => acts.react(text),
  }));
  const mayCopy = message.text && !message.protected;
  const mayCorrect = message.mine && message.text && !message.forwarded;
  const entries = [
    { row },
    "-",
    { icon: "reply", text: "Reply", press: acts.reply },
    mayCopy ? { icon: "copy", text: "Copy the text", press: () => copy(message.text, "The text is copied.") } : null,
    mayCorrect ? { icon: "edit", text: "Edit", press: acts.correct } : null,
    mayRemove ? { icon: "trash", text: "Delete", danger: true, press: acts.remove } : null,
  ];
  openMenu(opener, "Message", entries.filter(Boolean), at);
}
