// The bar that plays a voice message or another sound.

import { button, el } from "./dom.js";
import { icon } from "./icons.js";
import { lengthText } from "./sound.js";

const BARS = 30;
let playing = null;

/**
 * A bar for `media` (`{kind, url, duration, name?, title?}`): plays the file when a browser can, else runs silently for as
 * long as it would last. `seed` draws the wave, so that one message always looks the same.
 */
export function soundBar(media, seed) {
  const spoken = media.kind === "voice";
  const name = spoken ? "voice message" : media.title || media.name || "sound";
  const time = el("span", { class: "sound-time", text: lengthText(media.duration || 1) });
  const toggle = button({ label: `Play ${name}`, class: "play", press: turn }, icon("play"));
  const bars = spoken ? wave(seed) : [];
  const drawn = spoken ? el("div", { class: "wave", "aria-hidden": "true" }, ...bars) : el("strong", { text: name });
  const bar = el("div", { class: "sound" }, toggle, el("div", { class: "sound-words" }, drawn, time));
  const audio = media.url ? new Audio() : null;
  let silentFrom = null;
  let frame = null;
  if (audio) {
    audio.preload = "none";
    audio.src = media.url;
    audio.addEventListener("ended", stop);
  }

  async function turn() {
    if (playing === stop) return stop();
    playing?.();
    playing = stop;
    try {
      if (!audio) throw new Error("nothing to play");
      await audio.play();
    } catch {
      silentFrom = performance.now(); // a stand-in, or a sound this browser cannot play: the bar still runs
    }
    toggle.replaceChildren(icon("pause"));
    toggle.setAttribute("aria-label", `Stop ${name}`);
    step();
    return undefined;
  }

  function paint(share) {
    bars.forEach((each, index) => each.classList.toggle("played", index < share * bars.length));
  }

  function length() {
    return audio && silentFrom === null && Number.isFinite(audio.duration) ? audio.duration : media.duration || 1;
  }

  function step() {
    if (playing !== stop) return;
    const at = silentFrom === null ? audio.currentTime : (performance.now() - silentFrom) / 1000;
    if (at >= length()) return void stop();
    paint(at / length());
    time.textContent = lengthText(at);
    frame = requestAnimationFrame(step);
  }

  function stop() {
    if (playing === stop) playing = null;
    cancelAnimationFrame(frame);
    if (audio) {
      audio.pause();
      audio.currentTime = 0;
    }
    silentFrom = null;
    paint(0);
    time.textContent = lengthText(media.duration || 1);
    toggle.replaceChildren(icon("play"));
    toggle.setAttribute("aria-label", `Play ${name}`);
  }

  return bar;
}

function wave(seed) {
  let state = (Number(seed) * 2654435761) >>> 0 || 1;
  return Array.from({ length: BARS }, (_, index) => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    const swell = 0.55 + 0.45 * Math.sin((index / BARS) * Math.PI * 5);
    return el("i", { style: { height: `${Math.round(20 + 75 * swell * (state / 2 ** 32))}%` } });
  });
}
