// Elements. Text is only ever set as text: no name of a file becomes markup.

import { text } from "./text.js";

/** Attributes that are false, null or undefined are left out. */
export function element(name, attributes = {}, ...children) {
  const made = document.createElement(name);
  for (const [attribute, value] of Object.entries(attributes)) {
    if (attribute.startsWith("on")) made.addEventListener(attribute.slice(2), value);
    else if (value === true) made.setAttribute(attribute, "");
    else if (value !== false && value != null) made.setAttribute(attribute, value);
  }
  made.append(...children.filter((child) => child != null));
  return made;
}

/** An element with a text of the table, which follows the language. */
export function worded(name, key, attributes = {}) {
  return element(name, { "data-text": key, ...attributes }, text(key));
}

/** A button with the text `key`. Where there are several, `of` names what this one is for. */
export function button(key, action, onclick, of) {
  const made = worded("button", key, { type: "button", "data-do": action, onclick });
  return of === undefined ? made : nameFor(made, of);
}

/** Tells a screen reader what a control is for. */
export function nameFor(control, of) {
  control.dataset.of = of;
  control.setAttribute("aria-label", text("of-name", { what: text(control.dataset.text), name: of }));
  return control;
}

/** Gives a control another text. */
export function reword(control, key) {
  control.dataset.text = key;
  control.textContent = text(key);
  if (control.dataset.of !== undefined) nameFor(control, control.dataset.of);
}

/** Controls that a narrow screen shows when "…" is pressed. A wide one shows them at once. */
export function menu(name, ...controls) {
  const folded = element("div", { class: "folded" }, ...controls);
  const opener = element("button", { type: "button", class: "more", "data-do": "more", "aria-expanded": "false" }, "…");
  Object.assign(opener.dataset, { label: "more-of", name });
  opener.setAttribute("aria-label", text("more-of", { name }));
  const set = (isOpen) => {
    folded.classList.toggle("is-open", isOpen);
    opener.setAttribute("aria-expanded", isOpen);
  };
  opener.addEventListener("click", () => set(!folded.classList.contains("is-open")));
  folded.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || opener.offsetParent === null) return;
    set(false);
    opener.focus();
  });
  return [opener, folded];
}

const SVG = "http://www.w3.org/2000/svg";
const FILE = "M6 3h8l4 4v14H6zM14 3v4h4";
const ICONS = {
  waiting: "M12 7v5l3 2M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18",
  sending: "M12 20V5M6 11l6-6 6 6",
  paused: "M9 6v12M15 6v12",
  arrived: "M5 13l4.5 4.5L19 7",
  failed: "M12 7v6M12 17v.01M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18",
  cancelled: "M7 7l10 10M17 7L7 17",
  image: "M4 5h16v14H4zM4 16l5-5 5 5 3-3 3 3M15.5 9v.01",
  video: "M3 6h12v12H3zM15 11l6-4v10l-6-4",
  audio: "M4 10v4M8 6v12M12 9v6M16 4v16M20 10v4",
  text: `${FILE}M9 12h6M9 16h6`,
  archive: `${FILE}M10 4v2M10 8v2M10 12v2M9 16h2v2H9z`,
  file: FILE,
};

/** A line drawing, next to a word. */
export function icon(name) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS(SVG, "path");
  path.setAttribute("d", ICONS[name]);
  svg.append(path);
  return svg;
}

export function iconOf(type) {
  const kind = type?.split("/")[0];
  if (kind in ICONS && kind !== "file") return icon(kind);
  if (/pdf|opendocument|officedocument/.test(type)) return icon("text");
  return icon(/zip|gzip/.test(type) ? "archive" : "file");
}

export const byId = (id) => document.getElementById(id);

/** Says something to a screen reader. */
export function say(text) {
  byId("said").textContent = text;
}
