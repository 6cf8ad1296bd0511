// One phone: whose it is and the chat it shows. What its person can do there is in acts.js.

import { bubbleActs, writingActs } from "./acts.js";
import { avatar } from "./avatar.js";
import { chatLog } from "./chat_log.js";
import { composer } from "./composer.js";
import * as control from "./control.js";
import { openAlert } from "./dialog.js";
import { button, el } from "./dom.js";
import { icon } from "./icons.js";
import { openLink } from "./inline_buttons.js";
import { trying } from "./notices.js";
import { openPhoneMenu } from "./phone_menu.js";
import { pinnedBar } from "./pinned_bar.js";
import { readMessage } from "./reading.js";
import { replyKeys } from "./reply_keys.js";
import { startCard } from "./start_card.js";
import { topicBar } from "./topic_bar.js";
import { timeText } from "./wall_time.js";

const TOLD_MS = 4000;
const ACTION_MS = 5500; // Telegram lets "typing" fade after five seconds

/** The phone of one view (see world.js). `node` is its element; `load()` must be called once. */
export class Phone {
  #world;
  #zone;
  #frame;
  #messages = new Map(); // id → message, as reading.js makes them
  #topic = null; // null shows every topic
  #loaded = false;
  #meanwhile = []; // what came while the chat was being read, to be put after it
  #timers = { told: null, action: null };
  #parts = null;

  /** `frame` is the place it stands in: `{close(), reseat(key), closable()}`. */
  constructor(view, world, zone, frame) {
    this.view = view;
    this.#world = world;
    this.#zone = zone;
    this.#frame = frame;
    this.#build();
    this.drawState();
  }

  #build() {
    const { view } = this;
    const seat = this.#seat();
    const menu = button(
      {
        label: `Options for ${view.name}`,
        class: "round-button",
        "aria-haspopup": "menu",
        press: () => openPhoneMenu(menu, this.view, this.#world, this.#frame),
      },
      icon("more"),
    );
    const log = chatLog({
      label: `Messages: ${view.name}`,
      zone: this.#zone,
      names: view.group,
      acts: bubbleActs(seat),
    });
    const parts = {
      log,
      title: el("div", { class: "chat-title" }),
      note: el("span", { class: "phone-note" }),
      clock: el("span", {}),
      told: el("div", { class: "told", role: "status" }),
      low: el("div", { class: "phone-low" }),
      pinned: pinnedBar((id) => log.jump(id)),
      topics: topicBar((topic) => {
        this.#topic = topic;
        this.#draw();
        log.toEnd();
      }),
      keys: replyKeys(writingActs(seat).write, () => this.#ownContact()),
      composer: composer({
        name: this.#writer(),
        commands: () => this.#world.chatOf(this.view)?.commands ?? [],
        acts: writingActs(seat),
      }),
    };
    this.#parts = parts;
    const face = avatar({ id: view.chat, name: view.name, group: view.group });
    this.node = el(
      "section",
      {
        class: "phone",
        "aria-label": view.group ? view.name : `${view.short}’s phone`,
        id: `phone-${view.key}`,
        data: { view: view.key },
      },
      el("div", { class: "phone-caption" }, face, el("h2", { text: view.name }), parts.note),
      el(
        "div",
        { class: "device" },
        el("div", { class: "status-bar", "aria-hidden": "true" }, parts.clock, el("i", { class: "battery" })),
        el("header", { class: "chat-head" }, parts.title, menu),
        parts.topics.node,
        parts.pinned.node,
        log.node,
        parts.told,
        parts.low,
      ),
    );
  }

  /** Follow a view that changed: a bot that came, someone who left the group. */
  follow(view) {
    const other = view.bot !== this.view.bot || view.account !== this.view.account;
    this.view = view;
    this.drawState();
    if (other) this.load();
  }

  /** Go on where one was, after the phone was off the page for a while. */
  resume() {
    this.#parts.log.resume();
  }

  /** Read the chat anew: at first, and after the line was lost. */
  async load() {
    if (!this.#world.chatOf(this.view)) return void this.#parts.log.clear(this.#blank());
    this.#loaded = false;
    await trying(async () => {
      const { messages } = await control.readChat(this.view);
      this.#messages = new Map(messages.map((raw) => [raw.id, this.#read(raw)]));
      this.#loaded = true;
      this.#meanwhile.splice(0).forEach((act) => act());
      this.drawState();
      this.#draw();
    });
    return undefined;
  }

  /** Show a new or changed message, given as JSON. */
  put(raw) {
    if (!this.#loaded) return void this.#meanwhile.push(() => this.put(raw));
    this.#messages.set(raw.id, this.#read(raw));
    if (raw.from.is_bot) this.#showNote();
    this.#draw();
    return undefined;
  }

  /** Take a deleted message away. */
  drop(id) {
    if (!this.#loaded) return void this.#meanwhile.push(() => this.drop(id));
    if (this.#messages.delete(id)) this.#draw();
    return undefined;
  }

  /** Say for some seconds that the other end is about to write. */
  showAction(action) {
    this.#showNote(action === "typing" ? "typing…" : "sending…");
    this.#timers.action = setTimeout(() => this.#showNote(), ACTION_MS);
  }

  /** Draw what the state says: the other end, blocked or not, topics, pins, the keyboard below the field. */
  drawState() {
    const { view } = this;
    const bot = this.#world.botOf(view);
    const chat = this.#world.chatOf(view);
    const other = view.group
      ? { id: view.chat, name: view.name, group: true }
      : { id: bot?.id ?? 0, name: bot?.name ?? "No bot yet" };
    const names = el("span", { class: "chat-names" }, el("strong", { text: other.name }), el("small", {}));
    this.#parts.title.replaceChildren(avatar(other), names);
    this.#parts.note.textContent = view.note;
    this.node.classList.toggle("is-blocked", Boolean(chat?.blocked));
    this.#parts.topics.show(chat?.topics ?? [], this.#topic);
    this.#parts.keys.show(chat?.keyboard ?? null);
    this.#showNote();
    this.#drawPinned();
    this.#drawLow();
    this.tick();
  }

  /** Move the phone's own little clock on. */
  tick() {
    this.#parts.clock.textContent = timeText(this.#zone, this.#world.now());
  }

  #showNote(action = null) {
    const chat = this.#world.chatOf(this.view);
    const blocked = Boolean(chat?.blocked);
    const people = this.view.group && chat ? this.#world.peopleOf(chat).length : 0;
    const rest = this.view.group ? `${people} ${people === 1 ? "person" : "people"}` : "bot";
    const note = this.#parts.title.querySelector("small");
    clearTimeout(this.#timers.action);
    note.className = blocked ? "blocked" : action ? "acting" : "";
    note.textContent = blocked ? "blocked" : (action ?? rest);
  }

  #drawPinned() {
    const newest = this.#world.chatOf(this.view)?.pinned[0];
    this.#parts.pinned.show(this.#messages.get(newest) ?? null);
  }

  #drawLow() {
    const { view } = this;
    const chat = this.#world.chatOf(view);
    const wanted = !chat
      ? "nothing"
      : chat.blocked
        ? "blocked"
        : chat.started || this.#messages.size > 0
          ? "field"
          : "start";
    const { low } = this.#parts;
    if (low.dataset.shows === wanted) return;
    low.dataset.shows = wanted;
    const contents = {
      nothing: () => [],
      field: () => [this.#parts.composer.node, this.#parts.keys.node],
      start: () => [startCard((code) => control.start(view, code))],
      blocked: () => [
        el("p", { class: "low-note", text: `${view.short} has blocked this bot. Nothing it writes arrives here.` }),
        button({ class: "wide-act", press: () => trying(() => control.unblock(view)) }, "Unblock"),
      ],
    };
    low.replaceChildren(...contents[wanted]());
  }

  #read(raw) {
    return readMessage(raw, this.view.account, (id) => this.#world.nameOf(id));
  }

  #draw() {
    const all = [...this.#messages.values()].sort((a, b) => a.id - b.id);
    const ofTopic = (message) => message.topic === this.#topic || message.id === this.#topic;
    this.#parts.log.show(this.#topic === null ? all : all.filter(ofTopic), this.#blank());
    this.#drawPinned();
    this.#drawLow();
  }

  #blank() {
    const { view } = this;
    const bot = this.#world.botOf(view);
    const face = view.group ? { id: view.chat, name: view.name, group: true } : bot;
    if (!face)
      return el(
        "div",
        { class: "blank" },
        el("p", { text: "No bot lives here yet. It appears as soon as one is started." }),
      );
    const words = view.group
      ? "Nothing was written here yet."
      : bot.description || `Here ${view.short} and ${bot.name} will talk.`;
    return el("div", { class: "blank" }, avatar(face, "large"), el("p", { text: words }));
  }

  #writer() {
    return this.#world.accounts.get(this.view.account)?.name ?? this.view.name;
  }

  /** What acts.js needs of this phone; asked at the moment of the act, because view and topic change. */
  #seat() {
    return {
      view: () => this.view,
      topic: () => this.#topic,
      message: (id) => this.#messages.get(id),
      composer: () => this.#parts.composer,
      tell: (answer) => this.#tell(answer),
    };
  }

  #ownContact() {
    const account = this.#world.accounts.get(this.view.account);
    return {
      first_name: account.first_name,
      last_name: account.last_name,
      phone_number: "+359 2 555 0100",
      user_id: account.id,
    };
  }

  #tell(answer) {
    if (answer?.url) return void openLink(answer.url);
    if (!answer?.text) return undefined;
    if (answer.alert) return void openAlert(`On ${this.view.short}’s phone`, answer.text);
    this.#parts.told.replaceChildren(el("p", { text: answer.text }));
    clearTimeout(this.#timers.told);
    this.#timers.told = setTimeout(() => this.#parts.told.replaceChildren(), TOLD_MS);
    return undefined;
  }
}
