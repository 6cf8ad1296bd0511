// The messages of one chat: days, runs of one author, albums; the scroll stays at the newest unless the reader went up.

import { arrange, button, el } from "./dom.js";
import { bubble } from "./bubble.js";
import { icon } from "./icons.js";
import { dayText } from "./wall_time.js";

const RUN_MS = 5 * 60_000; // a pause after which the same author begins anew
const SHOWN_AT_ONCE = 200;
const NEAR_PX = 56; // this close to the end counts as being there

/**
 * A log called `label`. `names` says whether authors are named (in a group). `acts` are those of bubble.js without `jump`.
 *
 * Returns `{node, show(messages, blank), clear(blank), jump(id), toEnd(), resume()}`. `show` takes all messages in order; `blank`
 * is the element to show when there are none, `clear` shows it while nothing is known yet. `resume` is to be called
 * when the log is put back on the page, which forgets how far one had scrolled.
 */
export function chatLog({ label, zone, names, acts }) {
  const list = el("div", { class: "log-list" });
  const log = el(
    "div",
    {
      class: "log",
      role: "log",
      "aria-live": "polite",
      "aria-relevant": "additions",
      "aria-label": label,
      tabindex: "0",
      "aria-busy": "true",
    },
    list,
  );
  const pill = button({ class: "pill", press: () => toEnd(), hidden: true });
  const node = el("div", { class: "log-frame" }, log, pill);
  const drawn = new Map(); // key → {signature, node}
  let all = [];
  let limit = SHOWN_AT_ONCE;
  let atEnd = true;
  let top = 0;
  let seen = null; // the newest id that was shown while at the end; null before the first filling
  const own = { ...acts, jump };

  log.addEventListener("scroll", () => {
    top = log.scrollTop;
    atEnd = log.scrollHeight - top - log.clientHeight < NEAR_PX;
    if (atEnd) noted();
  });
  // Pictures, the keyboard of a real phone, a turned screen: whatever changes the room, the newest stays in sight.
  const keep = new ResizeObserver(() => atEnd && settle());
  keep.observe(list);
  keep.observe(log);

  function settle() {
    log.scrollTop = log.scrollHeight;
  }

  function noted() {
    seen = all.length > 0 ? all[all.length - 1].id : (seen ?? 0);
    pill.hidden = true;
  }

  function toEnd() {
    atEnd = true;
    settle();
    noted();
  }

  function show(messages, blank) {
    const first = seen === null;
    const newest = messages[messages.length - 1];
    const ownNews = newest?.mine && newest.id > (seen ?? 0);
    all = messages;
    const rows = rowsOf(messages.slice(-limit));
    const nodes = rows.map((row) => draw(row, first));
    if (messages.length > limit) nodes.unshift(earlier(messages.length - limit));
    arrange(list, messages.length === 0 ? [blank] : nodes);
    const keys = new Set(rows.map((row) => row.key));
    for (const key of drawn.keys()) if (!keys.has(key)) drawn.delete(key);
    if (first || ownNews || atEnd) toEnd();
    else tellNews();
    if (first) requestAnimationFrame(() => log.removeAttribute("aria-busy"));
  }

  function tellNews() {
    const count = all.filter((message) => message.id > seen && !message.mine).length;
    if (count === 0) return;
    pill.replaceChildren(icon("down"), count === 1 ? "1 new message" : `${count} new messages`);
    pill.hidden = false;
  }

  function earlier(count) {
    const more = () => {
      const before = log.scrollHeight - log.scrollTop;
      limit += SHOWN_AT_ONCE;
      show(all);
      log.scrollTop = log.scrollHeight - before;
    };
    return button({ class: "earlier", press: more }, `Show earlier messages (${count})`);
  }

  function draw(row, first) {
    const known = drawn.get(row.key);
    if (known && known.signature === row.signature) return known.node;
    const made = row.day
      ? el(
          "div",
          { class: "day", role: "separator", "aria-label": row.day },
          el("span", { "aria-hidden": "true", text: row.day }),
        )
      : bubble(row.messages, { zone, names, first: row.first, last: row.last }, own);
    if (!first && row.messages?.some((message) => message.id > seen)) made.classList.add("fresh");
    drawn.set(row.key, { signature: row.signature, node: made });
    return made;
  }

  function rowsOf(messages) {
    const groups = [];
    for (const message of messages) {
      const last = groups[groups.length - 1];
      const sameAlbum =
        last && message.album && last[0].album === message.album && last[0].author.id === message.author.id;
      if (sameAlbum) last.push(message);
      else groups.push([message]);
    }
    const rows = [];
    groups.forEach((group, index) => {
      const day = dayText(zone, group[0].at);
      const before = groups[index - 1];
      const newDay = !before || dayText(zone, before[0].at) !== day;
      if (newDay) rows.push({ key: `day ${group[0].id}`, signature: day, day });
      const first = newDay || !sameRun(before, group);
      const after = groups[index + 1];
      const last = !after || !sameRun(group, after) || dayText(zone, after[0].at) !== day;
      const signature = `${first} ${last} ${group.map((message) => message.signature).join()}`;
      rows.push({ key: `message ${group[0].id}`, signature, messages: group, first, last });
    });
    return rows;
  }

  function jump(id) {
    const target = list.querySelector(`[data-id="${id}"], [data-item="${id}"]`)?.closest(".message, .service");
    if (!target) return;
    target.scrollIntoView({ block: "center" });
    target.classList.remove("found");
    void target.offsetWidth; // begin the animation again when the same reply is pressed twice
    target.classList.add("found");
  }

  function clear(blank) {
    arrange(list, [blank]);
  }

  function resume() {
    if (atEnd) settle();
    else log.scrollTop = top;
  }

  return { node, show, clear, jump, toEnd, resume };
}

function sameRun(before, after) {
  const [a, b] = [before[before.length - 1], after[0]];
  return !a.service && !b.service && a.author.id === b.author.id && b.at - a.at < RUN_MS;
}
