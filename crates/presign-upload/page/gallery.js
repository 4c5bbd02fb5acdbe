// What is in the bucket. The links are presigned and end, so the list is asked for again before they do.

import * as api from "./api.js";
import { secondsLeft } from "./api.js";
import { button, byId, element, iconOf, say } from "./dom.js";
import { disown, idOf } from "./saved.js";
import { hideSigned, isShown, showSigned } from "./signed.js";
import { size, time } from "./text.js";

// When so much of a link's life is over it is replaced.
const OLD = 0.8;
const NEXT_TRY = 5000;
const TYPING = 300;
// How long a deletion can be undone.
const UNDO_TIME = 5000;
// How long a button says what it has done.
const SAYING = 3000;

// How many files one looks at.
const PAGE = 50;

let wanted = PAGE;
let search = "";
const cards = new Map();
let timer = null;

export async function refreshGallery() {
  clearTimeout(timer);
  const empty = byId("gallery-empty");
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
    empty.hidden = files.length > 0;
    empty.textContent = search ? "No file has this in its name." : "Nothing is there yet. What you upload appears here.";
    if (files.length > 0) timer = setTimeout(refreshGallery, secondsLeft(files[0].download) * 1000 * OLD);
  } catch (error) {
    empty.hidden = false;
    empty.textContent = error.message;
    timer = setTimeout(refreshGallery, NEXT_TRY);
  }
}

export function showMore() {
  wanted += PAGE;
  refreshGallery();
}

/** Asks when nobody has typed for a moment. */
export function searchFor(text) {
  search = text.trim();
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
  if (!cards.has(file.id)) cards.set(file.id, newCard(file));
  const card = cards.get(file.id);
  card.file = file;
  card.download.href = file.download.url;
  if (file.show) card.show.href = file.show.url;
  card.remove.hidden = !idOf(file.id);
  const { picture } = card;
  if (picture?.complete && !picture.naturalWidth) picture.src = file.show.url;
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

function newCard(file) {
  const card = { file, isPicture: Boolean(file.show) && file.type.startsWith("image/") };
  card.show = element("a", { target: "_blank", rel: "noopener noreferrer", "data-do": "show", hidden: !file.show }, "Show");
  card.download = element("a", { download: file.name, "data-do": "download" }, "Download");
  const copied = button("Copy link", "copy", () => copy(card.file, copied));
  card.remove = button("Delete", "delete", () => remove(card));
  const signed = button("What was signed", "signed", () => showSigned(subjectOf(card.file), card.item, signed));
  for (const control of [card.show, card.download, copied, signed, card.remove]) {
    control.setAttribute("aria-label", `${control.textContent}: \u2068${file.name}\u2069`);
  }
  card.item = element("li", { class: card.isPicture ? "card" : "file", "data-id": file.id },
    element("div", { class: card.isPicture ? "preview" : "thumbnail" }, preview(file, card)),
    element("div", { class: "about" },
      element("bdi", { class: "name", title: file.name }, file.name),
      element("p", { class: "quiet" }, `${size(file.size)} · ${time(file.modified)}`)),
    element("div", { class: "buttons" }, card.show, card.download, copied, signed, card.remove));
  return card;
}

function preview(file, card) {
  if (!card.isPicture) return iconOf(file.type);
  card.picture = element("img", { src: file.show.url, alt: `Preview of ${file.name}`, loading: "lazy" });
  // Some pictures no browser shows. A link that has ended is replaced soon.
  card.picture.addEventListener("error", () => {
    if (secondsLeft(card.file.show) > 0) card.picture.replaceWith(iconOf(file.type));
  });
  return card.picture;
}

/** Whoever has the link can use it until it ends. */
async function copy(file, control) {
  try {
    // A fresh one: that of the list is nearly over at times.
    const { show, download } = await api.file(file.id);
    const { url, expires_in: seconds } = show ?? download;
    await navigator.clipboard.writeText(url);
    const end = new Date(Date.now() + seconds * 1000).toLocaleTimeString(undefined, { timeStyle: "short" });
    flash(control, `Copied, good until ${end}`);
    say(`The link is copied. It is good until ${end}.`);
  } catch (error) {
    flash(control, "Not copied");
    say(`The link is not copied. ${error.message}`);
  }
}

/** Waits first, since a deleted file cannot be brought back. Whoever presses twice has undone it. */
function remove(card) {
  const { name } = card.file;
  if (card.waiting) {
    clearTimeout(card.waiting);
    showWaiting(card, null);
    say(`${name} is kept.`);
    return;
  }
  showWaiting(card, setTimeout(() => reallyRemove(card), UNDO_TIME));
  say(`${name} will be deleted in ${UNDO_TIME / 1000} seconds. Press the same button to undo it.`);
}

function showWaiting(card, waiting) {
  card.waiting = waiting;
  card.item.classList.toggle("is-going", Boolean(waiting));
  card.remove.textContent = waiting ? "Undo" : "Delete";
  card.remove.setAttribute("aria-label", `${waiting ? "Undo deleting" : "Delete"}: \u2068${card.file.name}\u2069`);
}

async function reallyRemove(card) {
  const { id, name } = card.file;
  let said = `${name} is deleted.`;
  try {
    await api.deleteFile(idOf(id));
  } catch (error) {
    // Only the bucket's word counts: nobody may believe that something is gone which is there.
    if (error.code !== "not-there") {
      showWaiting(card, null);
      flash(card.remove, "Not deleted");
      say(`${name} is not deleted. ${error.message}`);
      return;
    }
    said = `${name} was deleted before.`;
  }
  disown(id);
  if (card.item.contains(document.activeElement)) byId("gallery-title").focus();
  say(said);
  refreshGallery();
}

function flash(control, text, after) {
  const before = control.dataset.text ??= control.textContent;
  control.textContent = text;
  setTimeout(() => {
    control.textContent = before;
    after?.();
  }, SAYING);
}

function subjectOf(file) {
  const title = file.show ? `to show ${file.name}` : `to save ${file.name}`;
  return { of: file.id, title, kind: "get", parts: [{ number: 1, request: file.show ?? file.download }] };
}
