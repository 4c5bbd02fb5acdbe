// Texts in the visitor's language, and numbers and times as people read them.

import { en } from "./languages/en.js";

// The others are asked for when somebody speaks them.
const LANGUAGES = ["en", "ar", "de", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "zh"];
const KEPT = "presign-upload.language";
const UNITS = ["KiB", "MiB", "GiB", "TiB"];

export let language = "en";
let table = en;

function chosen() {
  let kept = null;
  try {
    kept = localStorage.getItem(KEPT);
  } catch {
    // A browser that keeps nothing.
  }
  return [kept, ...navigator.languages].map((tag) => tag?.split("-")[0]).find((tag) => LANGUAGES.includes(tag)) ?? "en";
}

/** Speaks this language from now on. Says whether its texts have come. */
async function speak(tag) {
  try {
    const texts = tag === "en" ? en : (await import(`./languages/${tag}.js`))[tag];
    [language, table] = [tag, texts];
    return true;
  } catch {
    return false;
  }
}

// Nothing is said before.
await speak(chosen());

/** The visitor's choice, which is kept. Says whether its texts have come. */
export async function setLanguage(tag) {
  if (!(await speak(tag))) return false;
  try {
    localStorage.setItem(KEPT, tag);
  } catch {
    // It holds for as long as the page is open.
  }
  return true;
}

/** Keeps its own direction, whatever is around it. */
const isolated = (value) => `\u2068${value}\u2069`;

const isRightToLeft = () => table.direction === "rtl";

/** The text of this key. `count` decides the plural, and a value that is a message itself becomes its text. */
export function text(key, values = {}) {
  const entry = table[key];
  const template = entry.other ? entry[new Intl.PluralRules(language).select(values.count)] ?? entry.other : entry;
  return template.replaceAll(/\{(\w+)\}/g, (_, name) => {
    const value = values[name];
    if (Array.isArray(value)) return text(...value);
    // A name may run either way, and what else is filled in seldom runs from right to left.
    return name === "name" || isRightToLeft() ? isolated(value) : value;
  });
}

export const hasText = (key) => key in en;

/** An error with a sentence of the table. */
export class Told extends Error {
  constructor(key, values) {
    super(key);
    this.told = [key, values];
  }
}

/** What to say of any error. */
export const toldOf = (error) => error.told ?? ["unexpected", { error: error.message }];

/** Sets the texts of all elements that name one: `data-text` is that of the element, the others are of its attributes. */
export function translate(root) {
  Object.assign(document.documentElement, { lang: language, dir: table.direction });
  const all = (name) => root.querySelectorAll(`[data-${name}]`);
  for (const one of all("text")) one.textContent = text(one.dataset.text, one.dataset);
  for (const one of all("label")) one.setAttribute("aria-label", text(one.dataset.label, one.dataset));
  for (const one of all("placeholder")) one.placeholder = text(one.dataset.placeholder);
  for (const one of all("of")) {
    one.setAttribute("aria-label", text("of-name", { what: text(one.dataset.text), name: one.dataset.of }));
  }
}

/** Such as "8 MiB" or "1.4 MiB". */
export function size(bytes) {
  if (bytes < 1024) return text("bytes", { count: bytes });
  let unit = 0;
  let number = bytes / 1024;
  while (number >= 1024 && unit < UNITS.length - 1) {
    number /= 1024;
    unit += 1;
  }
  const digits = number >= 100 || Number.isInteger(number) ? 0 : 1;
  const written = { minimumFractionDigits: digits, maximumFractionDigits: digits, useGrouping: false };
  const whole = `${number.toLocaleString(locale(), written)} ${UNITS[unit]}`;
  return isRightToLeft() ? isolated(whole) : whole;
}

/** With the digits that counts and clocks have. */
const locale = () => `${language}-u-nu-latn`;

/** Such as "1.4 MiB/s". */
export const rate = (bytes) => text("rate", { size: size(Math.round(bytes)) });

/** Such as "4:07". */
export function clock(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Such as "5 minutes". */
export function duration(seconds) {
  for (const [unit, length] of [["days", 86400], ["hours", 3600], ["minutes", 60]]) {
    if (seconds >= length && seconds % length === 0) return text(unit, { count: seconds / length });
  }
  return text("seconds", { count: seconds });
}

/** Such as "2 min left". */
export function left(seconds) {
  if (seconds < 60) return text("seconds-left", { count: Math.max(1, Math.round(seconds)) });
  if (seconds < 3600) return text("minutes-left", { count: Math.round(seconds / 60) });
  return text("hours-left", { count: Math.round(seconds / 3600) });
}

export function time(moment) {
  return new Date(moment).toLocaleString(locale(), { dateStyle: "medium", timeStyle: "short" });
}

/** When something ends that many seconds from now: only the time if it is today. */
export function endTime(seconds) {
  const end = new Date(Date.now() + seconds * 1000);
  const isToday = end.toDateString() === new Date().toDateString();
  return end.toLocaleString(locale(), isToday ? { timeStyle: "short" } : { dateStyle: "medium", timeStyle: "short" });
}
