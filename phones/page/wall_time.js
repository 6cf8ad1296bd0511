// The time on the wall of the place that is shown: from instants to words, and from "tomorrow at eight" to an instant.

/** The zone asked for by `?zone=` in `search`, or this browser's own when none (or no real one) is asked for. */
export function zoneFrom(search) {
  const asked = new URLSearchParams(search).get("zone");
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
  if (!asked) return own;
  try {
    return new Intl.DateTimeFormat("en-GB", { timeZone: asked }).resolvedOptions().timeZone;
  } catch {
    return own;
  }
}

const formats = new Map();

function write(zone, instant, options) {
  const key = zone + JSON.stringify(options);
  // A formatter costs far more than a formatting, and a long chat asks for hundreds.
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-GB", { timeZone: zone, ...options }));
  return formats.get(key).format(instant);
}

const CLOCK = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" };

/** "16:04" */
export const timeText = (zone, instant) => write(zone, instant, CLOCK);

/** "16:04:09" */
export const secondsText = (zone, instant) => write(zone, instant, { ...CLOCK, second: "2-digit" });

/** "Monday 14 September", which two instants share when they fall on the same day there. */
export const dayText = (zone, instant) => write(zone, instant, { weekday: "long", day: "numeric", month: "long" });

/** "Mon, 14 Sept" */
export const shortDayText = (zone, instant) =>
  write(zone, instant, { weekday: "short", day: "numeric", month: "short" });

/** "2026" */
export const yearText = (zone, instant) => write(zone, instant, { year: "numeric" });

/** "Monday 14 September 2026 at 16:04" */
export const fullText = (zone, instant) =>
  `${write(zone, instant, { weekday: "long", day: "numeric", month: "long", year: "numeric" })} at ${timeText(zone, instant)}`;

function wallParts(zone, instant) {
  const options = { year: "numeric", month: "numeric", day: "numeric", ...CLOCK, second: "2-digit" };
  const key = `parts ${zone}`;
  if (!formats.has(key)) formats.set(key, new Intl.DateTimeFormat("en-US", { timeZone: zone, ...options }));
  const parts = {};
  for (const { type, value } of formats.get(key).formatToParts(instant)) parts[type] = Number(value);
  return parts;
}

function offsetAt(zone, instant) {
  const wall = wallParts(zone, instant);
  const asUtc = Date.UTC(wall.year, wall.month - 1, wall.day, wall.hour, wall.minute, wall.second);
  return asUtc - Math.floor(instant.getTime() / 1000) * 1000;
}

function instantOf(zone, year, month, day, hour) {
  const wall = Date.UTC(year, month - 1, day, hour);
  // Twice, because the offset of the first guess may belong to the other side of a clock change.
  const guess = wall - offsetAt(zone, new Date(wall));
  return new Date(wall - offsetAt(zone, new Date(guess)));
}

/** The next moment after `now` (a Date) when the clock in `zone` shows `hour`:00. */
export function nextAt(zone, now, hour) {
  const { year, month, day } = wallParts(zone, now);
  const today = instantOf(zone, year, month, day, hour);
  return today > now ? today : instantOf(zone, year, month, day + 1, hour);
}

/** `hour`:00 on the day after the one that `now` falls on in `zone`. */
export function tomorrowAt(zone, now, hour) {
  const { year, month, day } = wallParts(zone, now);
  return instantOf(zone, year, month, day + 1, hour);
}

/** The moment `days` later with the same time on the wall, so a week over a clock change ends at the same hour. */
export function daysLater(zone, now, days) {
  const moved = new Date(now.getTime() + days * 86_400_000);
  return new Date(moved.getTime() + offsetAt(zone, now) - offsetAt(zone, moved));
}
