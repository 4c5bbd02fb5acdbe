// The uploads of this page: their rows, what is drawn when, and what is told.

import { byId, say } from "./dom.js";
import { refreshSoon } from "./gallery.js";
import { newRow, update } from "./rows.js";
import { hideSigned, isShown, refresh } from "./signed.js";
import { isFinished, isUnfinished } from "./states.js";
import { tellTabs } from "./tabs.js";
import { text } from "./text.js";
import { showTotal } from "./total.js";
import { leave } from "./upload.js";

// What has changed is drawn so many milliseconds later, all of it at once: events come by the hundred.
const DRAWING = 100;

const rows = new Map();
const dirty = new Set();
let drawing = null;

/** All uploads, the newest first. */
export const uploads = () => [...rows.keys()];

export const rowOf = (upload) => rows.get(upload)?.item;

export const isBusy = () => uploads().some(isUnfinished);

export function changed(upload) {
  dirty.add(upload);
  drawing ??= setTimeout(draw, DRAWING);
}

/** In another language, for one. */
export function redraw() {
  for (const upload of rows.keys()) changed(upload);
  showTotal(uploads());
}

function draw() {
  drawing = null;
  for (const upload of dirty) {
    const row = rows.get(upload);
    if (!row) continue;
    update(row, upload);
    if (isShown(upload)) refresh();
    if (upload.state === "arrived" && !upload.isListed) {
      upload.isListed = true;
      refreshSoon();
    }
    if (upload.told !== upload.state && upload.state in ENDS) news.push(upload);
    upload.told = upload.state;
    tellTabs(upload);
  }
  dirty.clear();
  showTotal(uploads());
  if (news.length > 0) telling ??= setTimeout(tell, TELLING);
}

// What is told to a screen reader, and after how many milliseconds of silence: one line, however many files there are.
const ENDS = { arrived: "ended-arrived", failed: "ended-failed", refused: "ended-refused", cancelled: "ended-cancelled" };
const TELLING = 1000;

const news = [];
let telling = null;

function tell() {
  telling = null;
  const ended = news.splice(0);
  if (ended.length === 1) {
    const [{ path, state, note }] = ended;
    say(text("ended-one", { name: path, state: text(state), note: note ? text(...note) : "" }).trim());
    return;
  }
  const counts = Object.entries(ENDS).map(([state, key]) => [key, ended.filter((upload) => upload.state === state).length]);
  say(`${counts.filter(([, count]) => count > 0).map(([key, count]) => text(key, { count })).join(", ")}.`);
}

/** Above those that were there, in the order in which they were chosen. */
export function place(upload, actions, before = byId("uploads").firstChild) {
  const row = newRow(upload, actions);
  rows.set(upload, row);
  byId("uploads-section").hidden = false;
  byId("uploads").insertBefore(row.item, before);
  update(row, upload);
}

export function remove(upload) {
  const row = rows.get(upload);
  const hadFocus = row.item.contains(document.activeElement);
  if (isShown(upload)) hideSigned();
  leave(upload);
  row.item.remove();
  rows.delete(upload);
  byId("uploads-section").hidden = rows.size === 0;
  if (hadFocus && rows.size > 0) byId("uploads-title").focus();
  showTotal(uploads());
}

export function removeFinished() {
  const finished = uploads().filter(isFinished);
  finished.forEach(remove);
  say(text("removed", { count: finished.length }));
  if (rows.size > 0) byId("uploads-title").focus();
}
