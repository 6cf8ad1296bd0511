// The clock that all phones share: what it shows, how it is moved, how fast it runs.

import * as control from "./control.js";
import { button, el } from "./dom.js";
import { icon } from "./icons.js";
import { trying } from "./notices.js";
import { playButton } from "./play_button.js";
import { daysLater, nextAt, secondsText, shortDayText, timeText, tomorrowAt, yearText } from "./wall_time.js";

const SPEEDS = [1, 60, 600];
const TICK_MS = 250;

/**
 * Fill `section` with the clock of `world` (see world.js), in `zone`.
 * Returns `draw()`, to be called when the clock was moved; it also draws itself as time passes.
 */
export function clockBar(section, world, zone) {
  const time = el("time", { class: "clock-time", role: "timer", "aria-live": "off" });
  const date = el("span", {});
  const year = el("span", { class: "clock-year" });
  const day = el("span", { class: "clock-day" }, date, " ", year);
  const said = el("span", { class: "visually-hidden", role: "status" });
  const place = zone.replaceAll("_", " ");
  const moves = [
    ["+1 min", "One minute later", (now) => new Date(now.getTime() + 60_000)],
    ["+1 h", "One hour later", (now) => new Date(now.getTime() + 3_600_000)],
    ["to 22:00", "On to 22:00", (now) => nextAt(zone, now, 22)],
    ["to tomorrow 08:00", "On to tomorrow, 08:00", (now) => tomorrowAt(zone, now, 8)],
    ["+1 week", "One week later, same time of day", (now) => daysLater(zone, now, 7)],
  ].map(([text, title, target]) =>
    el("button", { type: "button", class: "clock-move", title, text, on: { click: () => go(target) } }),
  );
  const speeds = SPEEDS.map((speed) =>
    el("button", {
      type: "button",
      class: "speed",
      data: { speed },
      "aria-label": speed === 1 ? "Real speed" : `${speed} times as fast`,
      text: `${speed}×`,
      on: { click: () => run(speed) },
    }),
  );
  const play = playButton(world, zone, (sentence) => {
    said.textContent = sentence;
  });
  const panel = el(
    "div",
    { class: "clock-panel", id: "clock-panel" },
    el("div", { class: "clock-moves", role: "group", "aria-label": "Move the clock" }, ...moves),
    play.node,
    el("div", { class: "speeds", role: "group", "aria-label": "Speed of the clock" }, ...speeds),
  );
  const unfold = button(
    {
      label: "Move the clock",
      class: "round-button clock-unfold",
      "aria-controls": "clock-panel",
      "aria-expanded": "false",
      press: () => turn(),
    },
    icon("clock"),
  );
  section.replaceChildren(
    el("div", { class: "clock-face", title: `Times are those of ${place}` }, time, day),
    unfold,
    panel,
    said,
    play.line,
  );

  function turn(open = !section.classList.contains("open")) {
    section.classList.toggle("open", open);
    unfold.setAttribute("aria-expanded", String(open));
  }

  section.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !section.classList.contains("open")) return;
    turn(false);
    unfold.focus();
  });
  document.addEventListener("pointerdown", (event) => section.contains(event.target) || turn(false));

  async function go(target) {
    await trying(async () => {
      const to = target(world.now());
      world.takeClock(await control.moveClock({ to: to.toISOString() }));
      draw();
      said.textContent = `The clock shows ${shortDayText(zone, world.now())}, ${timeText(zone, world.now())}.`;
    });
  }

  async function run(speed) {
    await trying(async () => {
      world.takeClock(await control.moveClock({ speed }));
      draw();
    });
  }

  function draw() {
    const now = world.now();
    const text = secondsText(zone, now);
    if (time.textContent !== text) {
      time.textContent = text;
      time.dateTime = now.toISOString();
      date.textContent = shortDayText(zone, now);
      year.textContent = yearText(zone, now);
    }
    for (const node of speeds) node.setAttribute("aria-pressed", String(Number(node.dataset.speed) === world.speed));
    for (const node of [...moves, ...speeds]) node.disabled = world.play !== null;
    play.draw();
  }

  setInterval(draw, TICK_MS);
  draw();
  return draw;
}
