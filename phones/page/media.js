// What a message carries besides words: pictures, files, stickers, places, contacts, polls. Voice has its own file.

import { button, el } from "./dom.js";
import { openDialog } from "./dialog.js";
import { icon } from "./icons.js";
import { soundBar } from "./player.js";

/** An element that shows `media` (see reading.js), described for readers who cannot see it. `own` when the phone's person sent it. */
export function shown(media, message) {
  switch (media.kind) {
    case "photo":
      return picture(media, message);
    case "animation":
      return media.mime?.startsWith("image/") ? picture(media, message) : film(media);
    case "video":
    case "video_note":
      return film(media);
    case "voice":
    case "audio":
      return soundBar(media, message.id);
    case "sticker":
      return sticker(media);
    case "location":
    case "venue":
      return place(media);
    case "contact":
      return contact(media);
    case "poll":
      return poll(media);
    case "dice":
      return dice(media);
    case "document":
      return fileCard(media);
    default:
      return card("file", media.kind, "This page has no picture for this kind.");
  }
}

function picture(media, message) {
  const label = message.text ? "Picture" : `Picture from ${message.author.name}`;
  const image = media.url
    ? el("img", { src: media.url, alt: "", loading: "lazy", decoding: "async" })
    : el("span", { class: "picture-stand-in" }, icon("photo"));
  const frame = button({ label: `${label}, open`, class: "picture", press: () => lightbox(media, label) }, image);
  // The room is kept before the picture is there, so the chat does not jump when it comes.
  frame.style.aspectRatio = `${media.width || 4} / ${media.height || 3}`;
  if (media.spoiler) veil(frame);
  return frame;
}

function veil(frame) {
  frame.classList.add("veiled");
  frame.setAttribute("aria-label", "Hidden picture, press to show");
  frame.addEventListener(
    "click",
    (event) => {
      event.stopImmediatePropagation();
      frame.classList.remove("veiled");
      frame.setAttribute("aria-label", "Picture, open");
    },
    { capture: true, once: true },
  );
}

function lightbox(media, label) {
  const inside = media.url
    ? el("img", { src: media.url, alt: label })
    : el("span", { class: "picture-stand-in" }, icon("photo"));
  openDialog(label, el("div", { class: "lightbox-body" }, inside), { className: "lightbox" });
}

function film(media) {
  if (!media.url) {
    return card("play", media.kind === "video_note" ? "Video message" : "Video", lengthNote(media));
  }
  const video = el("video", {
    class: media.kind === "video_note" ? "film round" : "film",
    src: media.url,
    controls: media.kind !== "animation",
    loop: media.kind === "animation",
    muted: media.kind === "animation",
    preload: "metadata",
    playsinline: true,
    "aria-label": "Video",
  });
  // A stand-in clip that no browser can play is shown as what it is.
  video.addEventListener("error", () => video.replaceWith(card("play", "Video", lengthNote(media))), { once: true });
  return video;
}

const lengthNote = (media) => (media.duration ? `${media.duration} s` : "A stand-in without pictures");

function sticker(media) {
  const name = media.emoji ? `Sticker ${media.emoji}` : "Sticker";
  if (!media.url)
    return el("p", { class: "sticker emoji", role: "img", "aria-label": name, text: media.emoji || "🙂" });
  const image = el("img", { class: "sticker", src: media.url, alt: name, width: 140, height: 140 });
  image.addEventListener(
    "error",
    () =>
      image.replaceWith(
        el("p", { class: "sticker emoji", role: "img", "aria-label": name, text: media.emoji || "🙂" }),
      ),
    { once: true },
  );
  return image;
}

function dice(media) {
  const label = `${media.emoji} shows ${media.value}`;
  return el("p", { class: "dice", role: "img", "aria-label": label }, media.emoji, el("b", { text: media.value }));
}

function card(sign, title, note) {
  return el(
    "div",
    { class: "card" },
    el("span", { class: "card-sign" }, icon(sign)),
    el("span", { class: "card-words" }, el("strong", { text: title }), note ? el("small", { text: note }) : null),
  );
}

function fileCard(media) {
  const shownCard = card("file", media.name || "File", [sizeText(media.size), media.mime].filter(Boolean).join(" · "));
  if (!media.url) return shownCard;
  return el(
    "a",
    {
      class: "card-link",
      href: media.url,
      download: media.name || "file",
      "aria-label": `Save the file ${media.name || ""}`,
    },
    shownCard,
  );
}

/** "3 kB", "1.2 MB", or "" when the size is not known. */
function sizeText(bytes) {
  if (!bytes) return "";
  if (bytes < 1000) return `${bytes} B`;
  return bytes < 1_000_000 ? `${Math.round(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

function place(media) {
  const where = `${media.latitude.toFixed(4)}, ${media.longitude.toFixed(4)}`;
  return el(
    "div",
    { class: "place" },
    el("div", { class: "map", role: "img", "aria-label": `A place on a drawn map, at ${where}` }, icon("pin")),
    el(
      "span",
      { class: "card-words" },
      el("strong", { text: media.title || "Location" }),
      el("small", { text: media.address || where }),
    ),
  );
}

function contact(media) {
  return card("person", [media.firstName, media.lastName].filter(Boolean).join(" "), media.phone);
}

function poll(media) {
  const total = media.options.reduce((sum, option) => sum + option.votes, 0);
  const rows = media.options.map((option) => {
    const share = total ? Math.round((100 * option.votes) / total) : 0;
    const bar = el("span", { class: "poll-bar", style: { "--share": `${share}%` } });
    return el(
      "li",
      {},
      el("span", { class: "poll-share", text: `${share}%` }),
      el("span", { class: "poll-option" }, option.text, bar),
    );
  });
  const note = `${media.quiz ? "Quiz" : "Poll"} · ${total === 1 ? "1 vote" : `${total} votes`}`;
  return el(
    "div",
    { class: "poll" },
    el("strong", { text: media.question }),
    el("small", { text: note }),
    el("ul", {}, ...rows),
  );
}
