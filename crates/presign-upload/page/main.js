// Brings the pieces together.

import * as api from "./api.js";
import { accepted, whyNot } from "./check.js";
import { byId, say } from "./dom.js";
import { example } from "./example.js";
import { listenForFiles } from "./files.js";
import { refreshGallery, refreshWhenSeen, searchFor, showMore } from "./gallery.js";
import { newRow, removeRow, update } from "./rows.js";
import { forget, own, unfinished } from "./saved.js";
import { hideSigned, isShown, refresh, showSigned } from "./signed.js";
import { duration, size, time } from "./text.js";
import { ALL, showTotal } from "./total.js";
import { oneOf } from "./turns.js";
import { LOST, cancel, content, fill, interrupted, isFinished, isUnfinished, newUpload, pause, refuse, start, stop } from "./upload.js";

const rows = new Map();
let limits = null;

const actions = {
  pause,
  stop,
  resume: start,
  retry: start,
  cancel,
  remove,
  choose: (upload) => chooseAgain(upload),
  signed: (upload) => showSigned(subjectOf(upload), rows.get(upload).item, document.activeElement),
};

function subjectOf(upload) {
  const { kind, parts } = upload;
  return { of: upload, title: upload.file.name, kind, parts, content: (part) => content(upload, part) };
}

// What has changed is drawn so many milliseconds later, all of it at once: events come by the hundred.
const DRAWING = 50;

const dirty = new Set();
let drawing = null;

function changed(upload) {
  dirty.add(upload);
  drawing ??= setTimeout(draw, DRAWING);
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
      refreshGallery();
    }
    if (upload.told !== upload.state && upload.state in ENDS) news.push(upload);
    upload.told = upload.state;
  }
  dirty.clear();
  showTotal([...rows.keys()]);
  if (news.length > 0) telling ??= setTimeout(tell, TELLING);
}

// What is told to a screen reader, and after how many milliseconds of silence: one line, however many files there are.
const ENDS = { arrived: "arrived", failed: "failed", refused: "not taken", cancelled: "cancelled" };
const TELLING = 1000;

const news = [];
let telling = null;

function tell() {
  telling = null;
  const ended = news.splice(0);
  if (ended.length === 1) {
    const [{ file, state, note }] = ended;
    say(`${file.name}: ${ENDS[state]}. ${note}`.trim());
    return;
  }
  const counts = Object.entries(ENDS).map(([state, word]) => [ended.filter((upload) => upload.state === state).length, word]);
  say(`${counts.filter(([number]) => number > 0).map(([number, word]) => `${number} ${word}`).join(", ")}.`);
}

/** Above those that were there, in the order in which they were chosen. */
function place(upload, before = byId("uploads").firstChild) {
  const row = newRow(upload, actions);
  rows.set(upload, row);
  byId("uploads-section").hidden = false;
  byId("uploads").insertBefore(row.item, before);
  update(row, upload);
}

function remove(upload) {
  const row = rows.get(upload);
  const hadFocus = row.item.contains(document.activeElement);
  if (isShown(upload)) hideSigned();
  if (upload.id) forget(upload.id);
  removeRow(row);
  rows.delete(upload);
  byId("uploads-section").hidden = rows.size === 0;
  if (hadFocus && rows.size > 0) byId("uploads-title").focus();
  showTotal([...rows.keys()]);
}

const isSame = (one, other) =>
  one.name === other.name && one.size === other.size && one.lastModified === other.lastModified;

// What systems put into folders, and nobody means to upload.
const JUNK = [".DS_Store", "Thumbs.db", "desktop.ini"];

function add(file, before) {
  const known = [...rows.keys()].find((upload) => isSame(upload.file, file));
  if (known?.state === "interrupted") {
    goOn(known, file);
    return;
  }
  if (known && (isUnfinished(known) || known.state === "arrived")) {
    known.note = "This file was chosen twice, and is uploaded once.";
    changed(known);
    return;
  }
  const way = document.querySelector("input[name=way]:checked").value;
  const upload = newUpload(file, way, limits, changed);
  place(upload, before);
  const sentence = whyNot(file, way, limits);
  if (sentence) refuse(upload, sentence);
  else start(upload);
}

// What was chosen before the service had told its limits.
let early = [];

function addAll(files) {
  if (!limits) {
    early.push(...files);
    return;
  }
  const meant = files.filter((file) => !JUNK.includes(file.name));
  const before = byId("uploads").firstChild;
  for (const file of meant) add(file, before);
}

function goOn(upload, file) {
  upload.file = file;
  start(upload);
}

/** One field for one row: no other file is uploaded by it. */
function chooseAgain(upload) {
  const field = byId("again");
  field.onchange = () => {
    const [file] = field.files;
    field.value = "";
    if (!file) return;
    if (isSame(upload.file, file)) {
      goOn(upload, file);
      return;
    }
    upload.note = `This is not the file: that was ${upload.file.name}, of ${size(upload.file.size)}, last changed ` +
      `${time(upload.file.lastModified)}. Nothing was uploaded.`;
    changed(upload);
  };
  field.click();
}

/** Offers what a reload has interrupted. */
async function restore() {
  for (const one of unfinished()) {
    const upload = interrupted(one, limits, changed);
    place(upload);
    try {
      const state = await api.state(one.id);
      if (state.has_arrived) {
        own(state.file, one.id);
        remove(upload);
        continue;
      }
      fill(upload, state);
      upload.note = "Choose the file again to go on: what has arrived stays.";
    } catch (error) {
      if (LOST.includes(error.code)) {
        forget(one.id);
        refuse(upload, `${error.message} Choose the file above to begin anew.`);
        continue;
      }
      upload.note = error.message;
    }
    changed(upload);
  }
}

function showLimits() {
  byId("bucket-address").textContent = limits.bucket;
  byId("life").textContent = duration(limits.expires);
  byId("files").accept = accepted(limits);
  byId("limits").textContent = `Up to ${size(limits.max_size)} each. You can paste them, too.`;
}

function listen() {
  listenForFiles(addAll);
  byId("example").addEventListener("click", async () => addAll([await example()]));
  byId("remove-finished").addEventListener("click", () => {
    const finished = [...rows.keys()].filter(isFinished);
    finished.forEach(remove);
    say(`${finished.length} removed.`);
    if (rows.size > 0) byId("uploads-title").focus();
  });
  for (const [id, { applies, action }] of Object.entries(ALL)) {
    byId(id).addEventListener("click", () => [...rows.keys()].filter(applies).forEach((upload) => action(upload)));
  }
  addEventListener("beforeunload", (event) => {
    if ([...rows.keys()].some(isUnfinished)) event.preventDefault();
  });
}

async function begin() {
  listen();
  refreshWhenSeen();
  byId("gallery-more").addEventListener("click", showMore);
  byId("search").addEventListener("input", (event) => searchFor(event.target.value));
  refreshGallery();
  await askLimits();
  await restore();
  addAll(early.splice(0));
}

const NEXT_TRY = 5000;

/** Without limits nothing can be uploaded: it asks until it is told. */
async function askLimits() {
  for (;;) {
    try {
      limits = await api.limits();
      break;
    } catch (error) {
      byId("problem").textContent = `${error.message} It is asked again.`;
      byId("problem").hidden = false;
      await oneOf([[window, "online"]], NEXT_TRY);
    }
  }
  byId("problem").hidden = true;
  showLimits();
}

begin();
