// What is in the bucket. The links are presigned and end, so the list is asked for again before they do.

import * as api from "./api.js";
import { secondsLeft } from "./api.js";
import { cardOf as newCard, fillCard } from "./card.js";
import { byId } from "./dom.js";
import { hideSigned, isShown } from "./signed.js";
import { text, toldOf } from "./text.js";

export { setMaxLink } from "./share.js";

// When so much of a link's life is over it is replaced.
const OLD = 0.8;
const NEXT_TRY = 5000;
const TYPING = 300;
// While files arrive one after the other, it is asked for once in so many milliseconds.
const ARRIVING = 1000;

// How many files one looks at.
const PAGE = 50;

let wanted = PAGE;
let search = "";
const cards = new Map();
let timer = null;
let askedAt = -ARRIVING;
let soon = null;

export const cardOf = (id) => cards.get(id);

export async function refreshGallery() {
  clearTimeout(timer);
  askedAt = performance.now();
  try {
    const files = [];
    let after = null;
    do {
      const page = await api.files(after, search);
      files.push(...page.files);
      after = page.next;
    } while (after && files.length < wanted);
    byId("gallery-more").hidden = !after;
    const places = { gallery: 0, others: 0 };
    for (const file of files) placeCard(file, places);
    const ids = new Set(files.map((file) => file.id));
    for (const [id, card] of cards) if (!ids.has(id)) removeCard(id, card);
    sayEmpty(files.length > 0 ? "" : text(search ? "nothing-found" : "list-empty"));
    if (files.length > 0) timer = setTimeout(refreshGallery, secondsLeft(files[0].download) * 1000 * OLD);
  } catch (error) {
    sayEmpty(text(...toldOf(error)));
    timer = setTimeout(refreshGallery, NEXT_TRY);
  }
}

/** A file has arrived, and others may follow. */
export function refreshSoon() {
  soon ??= setTimeout(() => {
    soon = null;
    refreshGallery();
  }, Math.max(0, askedAt + ARRIVING - performance.now()));
}

function sayEmpty(sentence) {
  const empty = byId("gallery-empty");
  // What the page said before the list came.
  delete empty.dataset.text;
  empty.hidden = !sentence;
  empty.textContent = sentence;
}

/** In another language. */
export function redrawGallery() {
  for (const card of cards.values()) fillCard(card, card.file);
  if (cards.size === 0) refreshGallery();
}

export function showMore() {
  wanted += PAGE;
  refreshGallery();
}

/** Asks when nobody has typed for a moment. */
export function searchFor(typed) {
  search = typed.trim();
  wanted = PAGE;
  clearTimeout(timer);
  timer = setTimeout(refreshGallery, TYPING);
}

/** Timers sleep while the computer does, links do not. */
export function refreshWhenSeen() {
  document.addEventListener("visibilitychange", () => {
    const isOver = [...cards.values()].some((card) => secondsLeft(card.file.download) <= 0);
    if (!document.hidden && isOver) refreshGallery();
  });
}

/** A card that is there keeps its picture and gets fresh links. */
function placeCard(file, places) {
  if (!cards.has(file.id)) cards.set(file.id, newCard(file, refreshGallery));
  const card = cards.get(file.id);
  fillCard(card, file);
  const name = card.isPicture ? "gallery" : "others";
  const list = byId(name);
  const at = [...list.children].filter((item) => item.dataset.id)[places[name]];
  if (at !== card.item) list.insertBefore(card.item, at ?? null);
  places[name] += 1;
}

function removeCard(id, card) {
  if (isShown(id)) hideSigned();
  card.item.remove();
  cards.delete(id);
}
