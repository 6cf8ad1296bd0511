// "Play a week": the clock goes on an hour at a time, and everything that falls due shows on the phones.

import * as control from "./control.js";
import { el } from "./dom.js";
import { icon } from "./icons.js";
import { trying } from "./notices.js";
import { shortDayText, timeText } from "./wall_time.js";

const HOURS = 7 * 24;

/**
 * Return `{node, line, draw}`: the button, the line that shows how far it is, and what brings both up to date with
 * `world` (see world.js). `say` is given a sentence for those who listen to the page instead of looking at it.
 */
export function playButton(world, zone, say) {
  const label = el("span", { class: "play-label" });
  const node = el("button", { type: "button", class: "play-week", on: { click: press } }, label);
  const line = el("div", { class: "play-line", role: "progressbar", "aria-label": "How far the week has been played" });
  line.hidden = true;
  let wasPlaying = null;

  async function press() {
    await trying(async () => {
      world.takeClock(await (world.play ? control.stopPlaying() : control.playClock({ hours: HOURS })));
      draw();
    });
  }

  function draw() {
    const playing = world.play !== null;
    if (playing !== wasPlaying) {
      node.replaceChildren(icon(playing ? "close" : "play"), label);
      label.textContent = playing ? "Stop" : "Play a week";
      node.setAttribute("aria-label", label.textContent);
      node.title = playing ? "Stop the clock where it is" : "A week, an hour at a time";
      node.classList.toggle("is-playing", playing);
      line.hidden = !playing;
      if (wasPlaying !== null) say(playing ? "Playing a week." : `Stopped at ${moment()}.`);
      wasPlaying = playing;
    }
    if (!playing) return;
    const { from, to } = world.play;
    const share = Math.min(1, Math.max(0, (world.now() - from) / (to - from)));
    line.style.setProperty("--share", String(share));
    line.setAttribute("aria-valuenow", String(Math.round(share * 100)));
    line.setAttribute("aria-valuetext", moment());
  }

  const moment = () => `${shortDayText(zone, world.now())}, ${timeText(zone, world.now())}`;

  return { node, line, draw };
}
