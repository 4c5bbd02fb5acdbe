// One file in the bucket: its picture, and what can be done with it.

import * as api from "./api.js";
import { secondsLeft } from "./api.js";
import { button, byId, element, iconOf, menu, nameFor, reword, say, worded } from "./dom.js";
import { nameOf } from "./rows.js";
import { disown, idOf } from "./saved.js";
import { share } from "./share.js";
import { showSigned } from "./signed.js";
import { size, text, time, toldOf } from "./text.js";
import { isPicture } from "./thumbnails.js";

// How long a deletion can be undone.
const UNDO_TIME = 5000;
// How long a button says what it has done.
const SAYING = 3000;

/** A new card. `refresh` asks for the list again. */
export function cardOf(file, refresh) {
  const { name } = file;
  const card = { file, refresh, isPicture: Boolean(file.show) && isPicture(file.type) };
  const shown = { target: "_blank", rel: "noopener noreferrer", hidden: !file.show };
  card.show = nameFor(worded("a", "show", { ...shown, "data-do": "show" }), name);
  // The picture does the same as the button, which is enough for a keyboard.
  card.preview = card.isPicture
    ? element("a", { ...shown, class: "preview", tabindex: -1 }, preview(file, card))
    : element("div", { class: "thumbnail" }, iconOf(file.type));
  card.download = nameFor(worded("a", "download", { download: name.split("/").pop(), "data-do": "download" }), name);
  const shared = button("share", "share", () => share(card.file), name);
  const signed = button("signed", "signed", () => card.showSigned(signed), name);
  card.remove = button("delete", "delete", () => remove(card), name);
  card.showSigned = (control = signed) => showSigned(subjectOf(card.file), card.item, control);
  card.about = element("p", { class: "quiet" });
  card.item = element("li", { class: card.isPicture ? "card" : "file", "data-id": file.id },
    card.preview,
    element("div", { class: "about" }, nameOf(name), card.about),
    element("div", { class: "buttons" }, ...menu(name, card.show, card.download, shared, signed, card.remove)));
  return card;
}

/** What may have changed since it was made. */
export function fillCard(card, file) {
  card.file = file;
  card.download.href = file.download.url;
  if (file.show) card.show.href = card.preview.href = file.show.url;
  card.remove.hidden = !idOf(file.id);
  card.about.textContent = `${size(file.size)} · ${time(file.modified)}`;
  const { picture } = card;
  if (!picture) return;
  picture.alt = text("preview-of", { name: file.name });
  if (picture.complete && !picture.naturalWidth) picture.src = file.show.url;
}

function preview(file, card) {
  card.picture = element("img", { src: file.show.url, alt: "", loading: "lazy", decoding: "async" });
  // Not all are what their type says. A link that has ended is replaced soon.
  card.picture.addEventListener("error", () => {
    if (secondsLeft(card.file.show) <= 0) return;
    card.picture.replaceWith(iconOf(file.type));
    card.picture = null;
    // Without its picture it is a link without a name.
    card.preview.setAttribute("aria-hidden", "true");
  });
  return card.picture;
}

/** Waits first, since a deleted file cannot be brought back. Whoever presses twice has undone it. */
function remove(card) {
  const { name } = card.file;
  if (card.waiting) {
    clearTimeout(card.waiting);
    showWaiting(card, null);
    say(text("kept", { name }));
    return;
  }
  showWaiting(card, setTimeout(() => reallyRemove(card), UNDO_TIME));
  say(text("will-be-deleted", { name, count: UNDO_TIME / 1000 }));
}

function showWaiting(card, waiting) {
  card.waiting = waiting;
  card.item.classList.toggle("is-going", Boolean(waiting));
  reword(card.remove, waiting ? "undo" : "delete");
  if (waiting) card.remove.setAttribute("aria-label", text("of-name", { what: text("undo-delete"), name: card.file.name }));
}

async function reallyRemove(card) {
  const { id, name } = card.file;
  let key = "deleted";
  try {
    await api.deleteFile(idOf(id));
  } catch (error) {
    // Only the bucket's word counts: nobody may believe that something is gone which is there.
    if (error.code !== "not-there") {
      showWaiting(card, null);
      reword(card.remove, "not-deleted");
      setTimeout(() => reword(card.remove, "delete"), SAYING);
      say(text("not-deleted-why", { name, error: toldOf(error) }));
      return;
    }
    key = "deleted-before";
  }
  disown(id);
  if (card.item.contains(document.activeElement)) byId("gallery-title").focus();
  say(text(key, { name }));
  card.refresh();
}

function subjectOf(file) {
  const title = () => text(file.show ? "signed-show" : "signed-save", { name: file.name });
  return { of: file.id, file: file.id, title, kind: "get", parts: [{ number: 1, request: file.show ?? file.download }] };
}
