// For demonstrations: let Telegram misbehave towards the bot, on purpose and for a moment.

import * as control from "./control.js";
import { el, freshId } from "./dom.js";
import { openDialog } from "./dialog.js";
import { tellDone, trying } from "./notices.js";

const KINDS = [
  { kind: "429", name: "Flood", told: "“Too many requests: wait 5 s”", extra: { retry_after: 5 } },
  { kind: "403", name: "Blocked", told: "“The bot was blocked”" },
  { kind: "500", name: "Server error", told: "“Internal server error”" },
  { kind: "timeout_before", name: "Time-out, not sent", told: "No answer, and nothing arrives" },
  { kind: "timeout_after", name: "Time-out, but sent", told: "It arrives, but no answer comes" },
  { kind: "unreachable", name: "No line", told: "Telegram cannot be reached" },
  { kind: "duplicate_update", name: "Told twice", told: "The bot gets one update twice" },
  { kind: "late_update", name: "Told late", told: "The bot gets one update late", extra: { seconds: 30 } },
];

/** Open the panel. `chats` are `[{id, name}]` that a fault may be limited to. */
export function openFaultPanel(chats) {
  const choice = freshId("chat");
  const times = freshId("times");
  const where = el(
    "select",
    { id: choice },
    el("option", { value: "", text: "any chat" }),
    ...chats.map((chat) => el("option", { value: chat.id, text: chat.name })),
  );
  const often = el("input", { id: times, type: "number", min: "1", max: "99", value: "1" });
  const waiting = el("p", { class: "hint", role: "status" });
  const set = (each) =>
    trying(async () => {
      const chat = where.value ? { chat: Number(where.value) } : {};
      await control.addFault({ kind: each.kind, ...chat, times: Math.max(1, Number(often.value) || 1), ...each.extra });
      await count();
    });
  const count = () =>
    trying(async () => {
      const { faults } = await control.readFaults();
      waiting.textContent =
        faults.length === 0 ? "Nothing is set: Telegram behaves." : `Set: ${faults.map(described).join(", ")}.`;
    });
  const clear = () =>
    trying(async () => {
      await control.clearFaults();
      await count();
      tellDone("Telegram behaves again.");
    });
  const content = el(
    "div",
    { class: "dialog-body faults" },
    el("p", { class: "hint", text: "The bot’s next calls fail this way. See how nothing is lost." }),
    el(
      "div",
      { class: "fault-kinds" },
      ...KINDS.map((each) =>
        el(
          "button",
          { type: "button", class: "fault", on: { click: () => set(each) } },
          el("strong", { text: each.name }),
          el("small", { text: each.told }),
        ),
      ),
    ),
    el(
      "div",
      { class: "fault-limits" },
      el("label", { for: choice, text: "In" }),
      where,
      el("label", { for: times, text: "times" }),
      often,
    ),
    waiting,
    el(
      "div",
      { class: "dialog-acts" },
      el("button", { type: "button", class: "quiet", text: "Clear all", on: { click: clear } }),
    ),
  );
  openDialog("When Telegram misbehaves", content, { className: "fault-dialog" });
  count();
}

function described(fault) {
  const name = KINDS.find((each) => each.kind === fault.kind)?.name ?? fault.kind;
  return (fault.times ?? 1) > 1 ? `${name} (${fault.times} times)` : name;
}
