// Which phones are shown: a row of as many as fit, tabs for the rest, remembered in the address.

import { avatar } from "./avatar.js";
import { arrange, el } from "./dom.js";
import { openMenu } from "./menu.js";
import { Phone } from "./phone.js";
import { tabBar } from "./tabs.js";

const NARROWEST_PX = 300;
const GAP_PX = 16;
const ONE_ONLY_BELOW_PX = 640;

/**
 * The row of phones of `world`, in `zone`, in the elements `stage` and `tabs`.
 * `unreadChanged(count)` hears how many messages wait on phones that are neither shown nor on a tab.
 */
export class Stage {
  #world;
  #unreadChanged;
  #zone;
  #stage;
  #tabs;
  #phones = new Map(); // key → Phone, for all that were shown since the page was opened
  #wanted = []; // keys, in the order in which they stand
  #used = []; // keys, the last used at the end
  #visible = []; // those of the wanted keys that have room
  #unread = new Map(); // chat id → count
  #unchosen = true; // nobody chose yet, so what is wanted follows the world
  #watching = false; // begins with the first drawing, before which there is nothing to fit
  #nothing = el("p", { class: "empty-stage", text: "No phones yet. They appear here as soon as someone gets one." });

  constructor(world, zone, stage, tabs, unreadChanged) {
    this.#world = world;
    this.#unreadChanged = unreadChanged;
    this.#zone = zone;
    this.#stage = stage;
    this.#tabs = tabBar(tabs, { choose: (key) => this.#bring(key), pick: (opener) => this.openPicker(opener) });
    stage.addEventListener("focusin", (event) => this.#touch(event.target.closest(".phone")?.dataset.view));
    addEventListener("hashchange", () => {
      this.#readAddress();
      this.#draw();
    });
    this.#readAddress();
  }

  /** Every Phone that holds messages, shown or not. */
  phones() {
    return [...this.#phones.values()];
  }

  /** Follow a world that was read anew. */
  refresh() {
    if (this.#unchosen) this.#wanted = this.#world.firstChoice().map((view) => view.key);
    for (const phone of this.phones()) {
      const view = this.#world.view(phone.view.key);
      if (view) phone.follow(view);
    }
    this.#draw();
    this.#watchRoom();
  }

  /** Count a message, given as JSON, unless its phone is in sight or its person wrote it. */
  noteUnread({ chat, from, service }) {
    if (service || from.id === chat || this.#visible.some((key) => this.#world.view(key)?.chat === chat)) return;
    this.#unread.set(chat, (this.#unread.get(chat) ?? 0) + 1);
    this.#drawTabs();
  }

  /** Open the menu of all phones and groups beside `opener`. */
  openPicker(opener) {
    const keyOf = new Map(this.#wanted.map((key) => [this.#world.view(key)?.chat, key]));
    const entries = this.#world.choices().map((view) => {
      const key = keyOf.get(view.chat) ?? view.key;
      const shown = this.#visible.includes(key);
      const unread = this.#unread.get(view.chat);
      return {
        picture: avatar({ id: view.chat, name: view.name, group: view.group }, "small"),
        text: view.name,
        note: unread ? `${unread} unread` : view.group ? "group" : view.note,
        checked: shown,
        press: () => (shown && this.#visible.length > 1 ? this.#putAway(key) : this.#bring(key)),
      };
    });
    openMenu(opener, "Phones", entries.length > 0 ? entries : [{ text: "No phones yet", press: () => {} }]);
  }

  #watchRoom() {
    if (this.#watching) return;
    this.#watching = true;
    new ResizeObserver(() => this.#draw()).observe(this.#stage);
  }

  #readAddress() {
    const asked = new URLSearchParams(location.hash.slice(1));
    const keys = (asked.get("phones") ?? "").split(",").filter((key) => /^-?\d+(\.\d+)?$/.test(key));
    this.#unchosen = keys.length === 0;
    if (!this.#unchosen) this.#wanted = [...new Set(keys)];
    this.#touch(asked.get("front"));
  }

  #writeAddress() {
    this.#unchosen = false;
    const front = this.#used[this.#used.length - 1];
    const parts = [`phones=${this.#wanted.join(",")}`];
    if (this.#wanted.includes(front)) parts.push(`front=${front}`);
    // Replaced, not pushed: "back" leaves the page instead of walking through phones.
    history.replaceState(null, "", `#${parts.join("&")}`);
    this.#draw();
  }

  #touch(key) {
    if (key) this.#used = [...this.#used.filter((each) => each !== key), key];
  }

  #bring(key) {
    const room = this.#room();
    if (!this.#wanted.includes(key)) {
      // In a row that is full the newcomer takes the place of the phone left alone for longest.
      const oldest = this.#byUse(this.#visible)[0];
      if (room > 1 && this.#wanted.length >= room && oldest) this.#wanted[this.#wanted.indexOf(oldest)] = key;
      else this.#wanted.push(key);
    }
    this.#touch(key);
    this.#writeAddress();
  }

  #putAway(key) {
    this.#wanted = this.#wanted.filter((each) => each !== key);
    this.#used = this.#used.filter((each) => each !== key);
    this.#writeAddress();
  }

  /** Let a place show another view: the same chat seen by someone else, or another bot's. */
  #reseat(from, to) {
    if (!this.#wanted.includes(to)) this.#wanted[this.#wanted.indexOf(from)] = to;
    this.#touch(to);
    this.#writeAddress();
  }

  /** `keys`, the last used at the end; of those not used yet, the first in the row counts as used last. */
  #byUse(keys) {
    return [...keys].reverse().sort((a, b) => this.#used.indexOf(a) - this.#used.indexOf(b));
  }

  #room() {
    const width = this.#stage.clientWidth;
    if (width < ONE_ONLY_BELOW_PX) return 1;
    return Math.max(1, Math.floor((width - GAP_PX) / (NARROWEST_PX + GAP_PX)));
  }

  #draw() {
    const room = this.#room();
    const wanted = this.#wanted.filter((key) => this.#world.view(key));
    const kept = new Set(this.#byUse(wanted).slice(-room));
    this.#visible = wanted.filter((key) => kept.has(key));
    for (const key of this.#visible) this.#unread.delete(this.#world.view(key).chat);
    const phones = this.#visible.map((key) => this.#phone(key));
    const returning = phones.filter((phone) => !phone.node.isConnected);
    this.#stage.classList.toggle("single", room === 1);
    arrange(this.#stage, phones.length > 0 ? phones.map((phone) => phone.node) : [this.#nothing]);
    for (const phone of returning) phone.resume();
    const behindTabs = room === 1 && wanted.length > 1;
    for (const phone of phones) phone.node.setAttribute("role", behindTabs ? "tabpanel" : "region");
    this.#drawTabs();
  }

  #drawTabs() {
    const tabs = this.#wanted
      .map((key) => this.#world.view(key))
      .filter(Boolean)
      .map((view) => ({ view, shown: this.#visible.includes(view.key), unread: this.#unread.get(view.chat) ?? 0 }));
    const onTabs = new Set(tabs.map(({ view }) => view.chat));
    const elsewhere = [...this.#unread].reduce((sum, [chat, count]) => (onTabs.has(chat) ? sum : sum + count), 0);
    this.#tabs.draw(tabs, this.#room() === 1, elsewhere);
    this.#unreadChanged(elsewhere);
  }

  #phone(key) {
    const known = this.#phones.get(key);
    if (known) return known;
    const frame = {
      close: () => this.#putAway(key),
      reseat: (to) => this.#reseat(key, to),
      closable: () => this.#wanted.length > 1,
    };
    const phone = new Phone(this.#world.view(key), this.#world, this.#zone, frame);
    this.#phones.set(key, phone);
    phone.load();
    return phone;
  }
}
