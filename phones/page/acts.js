// What the person at a phone does: every act is sent to the server, and a refusal is told in a sentence.
//
// A `seat` is `{view(), topic(), message(id), composer(), tell(answer)}`: where the person sits at the moment of the act.

import { openAttachMenu, pasted } from "./attaching.js";
import * as control from "./control.js";
import { openMessageMenu } from "./message_menu.js";
import { trying } from "./notices.js";
import { humming } from "./sound.js";

/** The acts of composer.js, and `write(message, replyTo)` for any other message; true when it was accepted. */
export function writingActs(seat) {
  const post = (message, replyTo) => {
    const reply = replyTo ? { reply_to: replyTo } : {};
    const thread = seat.topic() === null ? {} : { thread: seat.topic() };
    return control.write(seat.view(), { ...message, ...reply, ...thread });
  };
  const write = async (message, replyTo = null) => Boolean(await trying(() => post(message, replyTo)));
  return {
    write,
    send: (text, replyTo) => write({ text }, replyTo),
    edit: async (id, text) => {
      const words = seat.message(id)?.media ? { caption: text } : { text };
      return Boolean(await trying(() => control.edit(seat.view(), id, words)));
    },
    attach: (opener, caption, replyTo, sent) =>
      openAttachMenu(opener, caption, (message) => post(message, replyTo), sent),
    paste: async (file, caption, replyTo) => write(await pasted(file, caption), replyTo),
    speak: (seconds, replyTo) => {
      const sound = { file_name: "voice.wav", mime_type: "audio/ogg", base64: humming(seconds), duration: seconds };
      return write({ voice: sound }, replyTo);
    },
  };
}

/** The acts of bubble.js. */
export function bubbleActs(seat) {
  const react = (message, emoji) => {
    const taken = message.reactions.some((reaction) => reaction.emoji === emoji && reaction.mine);
    return trying(() => control.react(seat.view(), message.id, taken ? [] : [emoji]));
  };
  return {
    react,
    command: (text) => writingActs(seat).send(text, null),
    press: async (message, row, column) => {
      const pressed = await trying(() => control.press(seat.view(), message.id, row, column));
      seat.tell(pressed?.answer);
    },
    options: (opener, message, at) => {
      const acts = {
        react: (emoji) => react(message, emoji),
        reply: () => seat.composer().replyTo(message),
        correct: () => seat.composer().correct(message),
        remove: () => trying(() => control.remove(seat.view(), message.id)),
      };
      openMessageMenu(opener, message, { mayRemove: message.mine || !seat.view().group }, acts, at);
    },
  };
}
