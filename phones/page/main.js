// The page comes alive: the world is read, the phones are put up, and what happens is passed on to them.

import { clockBar } from "./clock_bar.js";
import { button, el } from "./dom.js";
import { openFaultPanel } from "./fault_panel.js";
import { icon } from "./icons.js";
import { listen } from "./live.js";
import { tellError } from "./notices.js";
import { Stage } from "./stage.js";
import { countOn } from "./tabs.js";
import { themeButton } from "./theme.js";
import { zoneFrom } from "./wall_time.js";
import { World } from "./world.js";

const PHONE_TICK_MS = 1000;

let picker = null;
let refreshing = null;
const world = new World();
const zone = zoneFrom(location.search);
const stage = new Stage(world, zone, document.getElementById("stage"), document.getElementById("tabs"), showUnread);
const drawClock = clockBar(document.getElementById("clock"), world, zone);

document.getElementById("tools").append(...tools());
setInterval(tickPhones, PHONE_TICK_MS);
listen({ heard, line: lineChanged });

function tools() {
  picker = button(
    {
      label: "Show another phone",
      class: "tool-button",
      "aria-haspopup": "menu",
      press: () => stage.openPicker(picker),
    },
    icon("plus"),
    el("span", { text: "Phone" }),
  );
  const faults = button(
    { label: "When Telegram misbehaves", class: "round-button", press: () => openFaultPanel(chatsToName()) },
    icon("alert"),
  );
  return [picker, themeButton(), faults];
}

function tickPhones() {
  for (const phone of stage.phones()) phone.tick();
}

function showUnread(count) {
  if (picker) countOn(picker, "Show another phone", count);
}

function chatsToName() {
  return world.choices().map((view) => ({ id: view.chat, name: view.name }));
}

/** Read the world anew; the many events of one moment share one reading. */
function refresh() {
  refreshing ??= world
    .refresh()
    .then(() => {
      stage.refresh();
      drawClock();
    })
    .catch((error) => tellError(error.message))
    .finally(() => {
      refreshing = null;
    });
  return refreshing;
}

async function lineChanged(state) {
  const line = document.getElementById("line");
  line.className = `line ${state}`;
  line.textContent = state === "lost" ? "Reconnecting…" : "";
  if (state !== "live") return;
  const before = stage.phones();
  await refresh();
  // What was missed is not sent again, so the phones that were there before read their chats anew.
  await Promise.all(before.map((phone) => phone.load()));
}

function heard(kind, data) {
  switch (kind) {
    case "clock":
      world.takeClock(data);
      drawClock();
      return tickPhones();
    case "message":
      stage.noteUnread(data.message);
      return phonesAt(data.chat, data.bot).forEach((phone) => phone.put(data.message));
    case "edit":
    case "reaction":
      return phonesAt(data.chat, data.bot).forEach((phone) => phone.put(data.message));
    case "delete":
      return phonesAt(data.chat, data.bot).forEach((phone) => phone.drop(data.id));
    case "action":
      return phonesAt(data.chat, data.bot).forEach((phone) => phone.showAction(data.action));
    case "chat":
    case "block":
      world.takeChat(data.chat);
      return stage.refresh();
    default:
      return refresh(); // someone new: their chats are only in the whole state
  }
}

function phonesAt(chat, bot) {
  return stage.phones().filter((phone) => phone.view.chat === chat && phone.view.bot === bot);
}
