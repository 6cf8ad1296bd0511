// What can be done with a whole phone: another bot, another reader, blocking, putting it away.

import * as control from "./control.js";
import { openMenu } from "./menu.js";
import { trying } from "./notices.js";

/** Open the menu of the phone that shows `view` of `world`; `frame` is the place it stands in (see phone.js). */
export function openPhoneMenu(opener, view, world, frame) {
  const chat = world.chatOf(view);
  const blocked = Boolean(chat?.blocked);
  const seats = view.group && chat ? readers(view, world, chat, frame) : bots(view, world, frame);
  const block = { icon: "ban", text: "Block the bot", danger: true, press: () => trying(() => control.block(view)) };
  const unblock = { icon: "ban", text: "Unblock the bot", press: () => trying(() => control.unblock(view)) };
  const away = {
    icon: "close",
    text: view.group ? "Put this group away" : "Put this phone away",
    press: () => frame.close(),
  };
  const entries = [
    ...seats,
    seats.length > 0 ? "-" : null,
    view.group || !chat ? null : blocked ? unblock : block,
    frame.closable() ? away : null,
  ].filter(Boolean);
  if (entries[entries.length - 1] === "-") entries.pop();
  openMenu(opener, view.name, entries.length > 0 ? entries : [{ text: "Nothing to choose here", press: () => {} }]);
}

function readers(view, world, chat, frame) {
  return world.peopleOf(chat).map((person) => ({
    text: `As ${person.name}`,
    checked: person.id === view.account,
    press: () => frame.reseat(`${view.chat}.${person.id}`),
  }));
}

function bots(view, world, frame) {
  if (world.bots.length < 2) return [];
  return world.bots.map((bot) => ({
    text: bot.name,
    note: `@${bot.username}`,
    checked: bot.id === view.bot,
    press: () => frame.reseat(`${view.chat}.${bot.id}`),
  }));
}
