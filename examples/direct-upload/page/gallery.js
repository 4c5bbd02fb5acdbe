// What is in the bucket. The links are presigned and end, so the list is asked for again before they do.

import * as api from "./api.js";
import { secondsLeft } from "./api.js";
import { button, byId, element } from "./dom.js";
import { showSigned } from "./signed.js";
import { size, time } from "./text.js";

// When so much of a link's life is over it is replaced.
const OLD = 0.8;
// If the list could not be had.
const NEXT_TRY = 5000;

const cards = new Map();
let timer = null;

/** Asks for the list and shows it. */
export async function refreshGallery() {
  clearTimeout(timer);
  const empty = byId("gallery-empty");
  try {
    const files = await api.files();
    files.forEach(placeCard);
    const ids = new Set(files.map((file) => file.id));
    for (const [id, card] of cards) if (!ids.has(id)) removeCard(id, card);
    empty.hidden = files.length > 0;
    empty.textContent = "Nothing is there yet.";
    if (files.length > 0) timer = setTimeout(refreshGallery, secondsLeft(files[0].download) * 1000 * OLD);
  } catch (error) {
    empty.hidden = false;
    empty.textContent = error.message;
    timer = setTimeout(refreshGallery, NEXT_TRY);
  }
}

/** Timers sleep while the computer does, links do not. */
export function refreshWhenSeen() {
  document.addEventListener("visibilitychange", () => {
    const isOver = [...cards.values()].some((card) => secondsLeft(card.file.download) <= 0);
    if (!document.hidden && isOver) refreshGallery();
  });
}

/** Puts a file's card at its place, the newest first. A card that is there keeps its picture and gets fresh links. */
function placeCard(file, index) {
  const list = byId("gallery");
  if (!cards.has(file.id)) cards.set(file.id, newCard(file));
  const card = cards.get(file.id);
  card.file = file;
  card.download.href = file.download.url;
  if (file.show) card.show.href = file.show.url;
  const { picture, media } = card;
  if (picture?.complete && !picture.naturalWidth) picture.src = file.show.url;
  // It is read piece by piece while it plays, by a URL that must not have ended.
  if (media?.paused && media.currentTime === 0) media.src = file.show.url;
  if (list.children[index] !== card.item) list.insertBefore(card.item, list.children[index] ?? null);
}

function removeCard(id, card) {
  card.item.remove();
  cards.delete(id);
}

function newCard(file) {
  const card = { file };
  card.show = element("a", { target: "_blank", rel: "noopener noreferrer", "data-do": "show", hidden: !file.show }, "Show");
  card.download = element("a", { download: file.name, "data-do": "download" }, "Download");
  const signed = button("What was signed", "signed", () => showSigned(subjectOf(card.file), { focus: true }));
  for (const control of [card.show, card.download, signed]) {
    control.setAttribute("aria-label", `${control.textContent}: ${file.name}`);
  }
  card.item = element("li", { class: "card", "data-id": file.id },
    element("div", { class: "preview" }, preview(file, card)),
    element("p", { class: "name", title: file.name }, file.name),
    element("p", { class: "quiet" }, `${size(file.size)} · ${time(file.modified)}`),
    element("div", { class: "buttons" }, card.show, card.download, signed));
  return card;
}

function preview(file, card) {
  const kind = file.show ? file.type.split("/")[0] : "";
  const src = file.show?.url;
  if (kind === "image") {
    card.picture = element("img", { src, alt: `Preview of ${file.name}`, loading: "lazy" });
    return card.picture;
  }
  if (kind === "video" || kind === "audio") {
    card.media = element(kind, { src, controls: true, preload: "metadata", "aria-label": file.name });
    return card.media;
  }
  return element("span", { class: "kind", "aria-hidden": "true" }, ending(file.name));
}

/** What stands for a file that browsers do not show: the end of its name. */
function ending(name) {
  const end = name.includes(".") ? name.split(".").pop() : "";
  return end.length > 0 && end.length <= 5 ? end : "file";
}

function subjectOf(file) {
  const title = file.show ? `to show ${file.name}` : `to save ${file.name}`;
  return { of: file.id, title, kind: "get", parts: [{ number: 1, request: file.show ?? file.download }] };
}
