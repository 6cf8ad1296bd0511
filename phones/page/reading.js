// From the server's JSON (docs/phones.md, "Shapes") to what a phone shows. The rest of the page knows only the shapes made here.

const WORDS = {
  photo: "Photo",
  video: "Video",
  animation: "Animation",
  video_note: "Video message",
  voice: "Voice message",
  audio: "Sound",
  sticker: "Sticker",
  venue: "Place",
  location: "Location",
  contact: "Contact",
  poll: "Poll",
  dice: "Dice",
  document: "File",
};

/**
 * Read one message for the phone of the account `viewer`; `nameOf(id)` names an account, "" when unknown.
 *
 * Returns `{id, at: Date, edited, author: {id, name, bot}, mine, text, entities, media, album, reply: {id, name, words, quoted},
 * forwarded, via, buttons, reactions: [{emoji, count, mine, names}], topic, protected, service, signature}`. `service` is a sentence
 * for what happened to the chat, else null; `reply.id` is null when it answers something that is not here. Two readings
 * with an equal `signature` look the same.
 */
export function readMessage(raw, viewer, nameOf) {
  return {
    id: raw.id,
    at: new Date(raw.date),
    edited: raw.edited !== null,
    author: { id: raw.from.id, name: raw.from.name, bot: raw.from.is_bot },
    mine: raw.from.id === viewer,
    text: raw.text ?? "",
    entities: raw.entities,
    media: raw.media ? readFile(raw.media) : raw.content ? readContent(raw.content) : null,
    album: raw.album,
    reply: raw.reply ? readReply(raw.reply) : null,
    forwarded: raw.forwarded_from,
    via: raw.via_bot,
    buttons: raw.buttons,
    reactions: raw.reactions.map(({ emoji, from }) => ({
      emoji,
      count: from.length,
      mine: from.includes(viewer),
      names: from.map(nameOf).filter(Boolean),
    })),
    topic: raw.topic,
    protected: raw.protected,
    service: raw.service?.text ?? null,
    signature: JSON.stringify(raw),
  };
}

/** A few words that stand for a message where it is only mentioned: in a reply, above the field, pinned. */
export function snippet(message) {
  const words = message.text || message.service || (message.media ? wordFor(message.media.kind) : "Message");
  return words.length > 120 ? `${words.slice(0, 119)}…` : words;
}

const wordFor = (kind) => WORDS[kind] ?? kind.replaceAll("_", " ");

function readFile(raw) {
  return {
    kind: raw.kind,
    url: raw.url,
    name: raw.file_name,
    mime: raw.mime_type,
    size: raw.file_size,
    width: raw.width,
    height: raw.height,
    duration: raw.duration,
    emoji: raw.emoji,
    spoiler: raw.spoiler,
  };
}

function readContent(content) {
  const [kind, given] = Object.entries(content)[0];
  switch (kind) {
    case "contact":
      return { kind, firstName: given.first_name, lastName: given.last_name, phone: given.phone_number };
    case "venue":
      return { kind, ...given.location, title: given.title, address: given.address };
    case "location":
      return { kind, latitude: given.latitude, longitude: given.longitude };
    case "poll":
      return {
        kind,
        question: given.question,
        options: given.options.map((option) => ({ text: option.text, votes: option.voter_count ?? 0 })),
        quiz: given.type === "quiz",
      };
    default:
      return { kind, ...given }; // dice, and kinds newer than this page
  }
}

function readReply(raw) {
  // Of a message without words the server tells the kind instead.
  const words =
    raw.quote ??
    (raw.text === null ? (raw.id === null ? "A message elsewhere" : "Deleted message") : (WORDS[raw.text] ?? raw.text));
  return { id: raw.text === null ? null : raw.id, name: raw.from.name ?? "Someone", words, quoted: raw.quote !== null };
}
