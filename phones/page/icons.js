// The page's own line icons: 24 by 24, drawn with the colour of the text around them.

const SVG = "http://www.w3.org/2000/svg";

const PATHS = {
  alert: "M12 4 3 20h18L12 4z M12 10v4.5 M12 17.4v.1",
  ban: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M5.8 5.8l12.4 12.4",
  check: "M5 12.5l4.5 4.5L19 7.5",
  clip: "M20 11.2l-8.3 8.3a5 5 0 0 1-7-7l8.4-8.5a3.4 3.4 0 0 1 4.8 4.8L9.6 17a1.6 1.6 0 0 1-2.3-2.3l7.6-7.6",
  clock: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18z M12 7.5V12l3 2",
  close: "M6.5 6.5l11 11 M17.5 6.5l-11 11",
  copy: "M9 9h10v11H9z M15 9V4H5v11h4",
  down: "M12 5v13 M6.5 12.5L12 18l5.5-5.5",
  edit: "M4.5 19.5l1-4.2L16 4.8a2.2 2.2 0 0 1 3.2 3.2L8.7 18.5l-4.2 1z",
  file: "M6 3.5h8l4 4v13H6z M14 3.5v4h4",
  forward: "M14 6l5.5 5.5L14 17 M19 11.5H10a5.5 5.5 0 0 0-5.5 5.5v1.5",
  group:
    "M9 5a3.2 3.2 0 1 0 0 6.4A3.2 3.2 0 0 0 9 5z M3 19.5a6 6 0 0 1 12 0 M15.5 5.4a3.2 3.2 0 0 1 0 5.8 M17 14.2a6 6 0 0 1 4 5.3",
  link: "M9 15l8.5-8.5 M10 6.5h7.5V14",
  lock: "M6.5 11h11v9h-11z M8.7 11V8a3.3 3.3 0 0 1 6.6 0v3",
  mic: "M12 3.5a3 3 0 0 1 3 3v5a3 3 0 0 1-6 0v-5a3 3 0 0 1 3-3z M6 11.5a6 6 0 0 0 12 0 M12 17.5v3",
  moon: "M19.5 14.2A8 8 0 0 1 9.8 4.5a8 8 0 1 0 9.7 9.7z",
  more: "M5.5 12v.01 M12 12v.01 M18.5 12v.01",
  pause: "M8.5 6v12 M15.5 6v12",
  person: "M12 4.5a3.7 3.7 0 1 0 0 7.4 3.7 3.7 0 0 0 0-7.4z M5 20a7 7 0 0 1 14 0",
  photo: "M4 5.5h16v13H4z M4 15.5l4.5-4.3 4 3.8 3-2.6 4.5 4 M15.5 9v.01",
  pin: "M12 21s6.5-6 6.5-11a6.5 6.5 0 0 0-13 0c0 5 6.5 11 6.5 11z M12 7.8a2.2 2.2 0 1 0 0 4.4 2.2 2.2 0 0 0 0-4.4z",
  play: "M8 5.5v13l10.5-6.5z",
  plus: "M12 5v14 M5 12h14",
  poll: "M5 19.5v-7 M12 19.5v-15 M19 19.5v-10",
  reply: "M10 6l-5.5 5.5L10 17 M4.5 11.5h9a6 6 0 0 1 6 6v1",
  send: "M12 19.5V5 M6 11l6-6 6 6",
  sticker: "M20 12.5a8 8 0 1 0-7.5 7.5z M12.5 20c0-4.5 3-7.5 7.5-7.5 M9 9.8v.01 M14 9.8v.01",
  sun: "M12 8a4 4 0 1 0 0 8 4 4 0 0 0 0-8z M12 2.8v2 M12 19.2v2 M2.8 12h2 M19.2 12h2 M5.5 5.5l1.4 1.4 M17.1 17.1l1.4 1.4 M18.5 5.5l-1.4 1.4 M6.9 17.1l-1.4 1.4",
  trash: "M5 7h14 M10 7V4.5h4V7 M7 7l.8 12.5h8.4L17 7",
};

/** Draw the icon called `name`. It is decoration: the control around it carries the name that is read out. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", `icon icon-${name}`);
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}
