// The attach menu: what can be sent besides words, from this computer or as a ready sample.

import { askFor } from "./dialog.js";
import { el } from "./dom.js";
import { openMenu } from "./menu.js";
import { trying } from "./notices.js";

/**
 * Open the menu beside `opener`. `send(message)` posts one message of the control API; it rejects with a sentence when refused.
 * Pictures and files carry `caption` when it is not empty; `sent()` is called after each success.
 */
export function openAttachMenu(opener, caption, send, sent) {
  const words = caption ? { caption } : {};
  const deliver = (message) => trying(async () => (await send(message), sent()));
  const fromFile = async (accept, build) => {
    const file = await pick(accept);
    if (file) await deliver({ ...build(await encoded(file)), ...words });
  };
  openMenu(opener, "Attach", [
    { icon: "photo", text: "Picture from this computer…", press: () => fromFile("image/*", (photo) => ({ photo })) },
    { icon: "photo", text: "Sample picture", press: () => deliver({ photo: { sample: "photo" }, ...words }) },
    { icon: "file", text: "Document…", press: () => fromFile("", (document) => ({ document })) },
    { icon: "file", text: "Sample document", press: () => deliver({ document: { sample: "document" }, ...words }) },
    { icon: "sticker", text: "Sticker", press: () => deliver({ sticker: { sample: "sticker" } }) },
    "-",
    { icon: "pin", text: "Location…", press: () => askPlace(send, sent) },
    { icon: "person", text: "Contact…", press: () => askContact(send, sent) },
    { icon: "poll", text: "Poll…", press: () => askPoll(send, sent) },
  ]);
}

/** A picture or file that was pasted, as a message of the control API. */
export async function pasted(file, caption) {
  const kind = file.type.startsWith("image/") ? "photo" : "document";
  return { [kind]: await encoded(file), ...(caption ? { caption } : {}) };
}

function pick(accept) {
  return new Promise((resolve) => {
    const input = el("input", { type: "file", accept });
    input.addEventListener("change", () => resolve(input.files[0] ?? null));
    input.addEventListener("cancel", () => resolve(null));
    input.click();
  });
}

function encoded(file) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.addEventListener("load", () => {
      const base64 = reader.result.slice(reader.result.indexOf(",") + 1);
      resolve({ file_name: file.name || "file", mime_type: file.type || "application/octet-stream", base64 });
    });
    reader.addEventListener("error", () => reject(new Error("This file cannot be read.")));
    reader.readAsDataURL(file);
  });
}

function askPlace(send, sent) {
  askFor(
    "Send a location",
    [
      {
        name: "latitude",
        label: "Latitude",
        value: "42.6977",
        required: true,
        inputmode: "decimal",
        hint: "Between −90 and 90. The square in front of the school would do.",
      },
      { name: "longitude", label: "Longitude", value: "23.3219", required: true, inputmode: "decimal" },
    ],
    "Send",
    async ({ latitude, longitude }) => {
      const [north, east] = [Number(latitude), Number(longitude)];
      if (!(Math.abs(north) <= 90 && Math.abs(east) <= 180))
        throw new Error("These are not a latitude and a longitude.");
      await send({ location: { latitude: north, longitude: east } });
      sent();
    },
  );
}

function askContact(send, sent) {
  askFor(
    "Send a contact",
    [
      { name: "first_name", label: "Name", value: "Uncle Ivan", required: true },
      { name: "phone_number", label: "Telephone number", value: "+359 2 555 0137", required: true, inputmode: "tel" },
    ],
    "Send",
    async (contact) => {
      await send({ contact });
      sent();
    },
  );
}

function askPoll(send, sent) {
  askFor(
    "Send a poll",
    [
      { name: "question", label: "Question", value: "When shall we meet?", required: true },
      {
        name: "options",
        label: "Options, one on each line",
        value: "Tuesday after school\nThursday at lunch",
        required: true,
        rows: 4,
      },
    ],
    "Send",
    async ({ question, options }) => {
      const lines = options
        .split("\n")
        .map((line) => line.trim())
        .filter(Boolean);
      if (lines.length < 2) throw new Error("A poll needs two options or more.");
      await send({ poll: { question, options: lines } });
      sent();
    },
  );
}
