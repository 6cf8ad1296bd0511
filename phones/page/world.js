// What the page knows of the server's world: people, bots, chats, the clock. Messages belong to the phones that show them.

import { readState } from "./control.js";

/**
 * A view is what one phone of the page shows: `{key, chat, account, bot, name, short, group, note}`.
 *
 * `key` stands in the address: "7001" (Amina's phone, first bot), "7001.99" (with the bot 99), "-1001" (a group, seen by its
 * first person), "-1001.7003" (seen by Carla). `bot` is the bot's id, null for groups and in a world without bots.
 */
export class World {
  bots = [];
  accounts = new Map(); // id → account
  chats = [];
  speed = 1;
  play = null; // while time is being played: {from, to}, both Dates
  #shown = Date.now();
  #shownSince = performance.now();

  /** Read everything but the messages. */
  async refresh() {
    const state = await readState();
    this.bots = state.bots;
    this.accounts = new Map(state.accounts.filter((each) => !each.deleted).map((account) => [account.id, account]));
    this.chats = state.chats;
    this.takeClock(state.clock);
  }

  /** Take a chat's new JSON in place of what was known of it. */
  takeChat(chat) {
    const at = this.chats.findIndex((each) => each.id === chat.id && each.bot === chat.bot);
    if (at < 0) this.chats.push(chat);
    else this.chats[at] = chat;
  }

  /** Take the clock's JSON as what it shows at this very moment. */
  takeClock({ now, speed, play }) {
    this.#shown = Date.parse(now);
    this.#shownSince = performance.now();
    this.speed = speed;
    this.play = play ? { from: new Date(play.from), to: new Date(play.to) } : null;
  }

  /** The Date that the phones show now. */
  now() {
    return new Date(this.#shown + (performance.now() - this.#shownSince) * this.speed);
  }

  /** Every view there is to choose from: each person's phone, then each group. */
  choices() {
    const groups = this.chats.filter((chat) => chat.kind !== "private");
    return [...this.accounts.keys(), ...groups.map((chat) => chat.id)]
      .map((id) => this.view(String(id)))
      .filter(Boolean);
  }

  /** What is shown when the address asks for nothing: the first two people and the first group. */
  firstChoice() {
    const all = this.choices();
    const group = all.find((view) => view.group);
    return [...all.filter((view) => !view.group).slice(0, group ? 2 : 3), ...(group ? [group] : [])];
  }

  /** The view with this key, null when its person or group does not exist. */
  view(key) {
    const [chat, modifier] = key.split(".").map(Number);
    const account = this.accounts.get(chat);
    if (account) {
      const bot = this.bots.find((each) => each.id === modifier) ?? this.bots[0];
      const note = account.username ? `@${account.username}` : "";
      return {
        key,
        chat,
        account: chat,
        bot: bot?.id ?? null,
        name: account.name,
        short: account.first_name,
        group: false,
        note,
      };
    }
    const group = this.chats.find((each) => each.id === chat && each.kind !== "private");
    const people = group ? this.peopleOf(group) : [];
    const viewer = people.find((person) => person.id === modifier) ?? people[0];
    if (!viewer) return null;
    return {
      key,
      chat,
      account: viewer.id,
      bot: null,
      name: group.title,
      short: group.title,
      group: true,
      note: `seen by ${viewer.name}`,
    };
  }

  /** The chat that a view shows, as the server told it; null when there is none, as in a world without bots. */
  chatOf(view) {
    return this.chats.find((chat) => chat.id === view.chat && chat.bot === view.bot) ?? null;
  }

  /** The bot at the other end of a person's view; null for groups and in a world without bots. */
  botOf(view) {
    return this.bots.find((bot) => bot.id === view.bot) ?? null;
  }

  /** The name of an account or a bot, "" when it is unknown. */
  nameOf(id) {
    return (this.accounts.get(id) ?? this.bots.find((bot) => bot.id === id))?.name ?? "";
  }

  /** The accounts, not the bots, in a group. */
  peopleOf(group) {
    return group.members.map((member) => this.accounts.get(member.id)).filter(Boolean);
  }
}
