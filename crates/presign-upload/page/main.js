// Brings the pieces together.

import * as api from "./api.js";
import { accepted, whyNot } from "./check.js";
import { byId, say } from "./dom.js";
import { example } from "./example.js";
import { listenForFiles } from "./files.js";
import { refreshGallery, refreshWhenSeen, showMore } from "./gallery.js";
import { newRow, removeRow, update } from "./rows.js";
import { forget, own, unfinished } from "./saved.js";
import { hideSigned, isShown, refresh, showSigned } from "./signed.js";
import { duration, size } from "./text.js";
import { showTotal } from "./total.js";
import { cancel, content, fill, interrupted, isFinished, isUnfinished, newUpload, pause, refuse, start, stop } from "./upload.js";

const rows = new Map();
let limits = null;

const actions = {
  pause,
  stop,
  resume: start,
  retry: start,
  cancel,
  remove,
  choose: () => byId("files").click(),
  signed: (upload) => showSigned(subjectOf(upload), rows.get(upload).item, document.activeElement),
};

function subjectOf(upload) {
  const { kind, parts } = upload;
  return { of: upload, title: upload.file.name, kind, parts, content: (part) => content(upload, part) };
}

function changed(upload) {
  const row = rows.get(upload);
  if (!row) return;
  update(row, upload);
  if (isShown(upload)) refresh();
  if (upload.state === "arrived" && !upload.isListed) {
    upload.isListed = true;
    refreshGallery();
  }
  showTotal([...rows.keys()]);
}

function place(upload) {
  const row = newRow(upload, actions);
  rows.set(upload, row);
  byId("uploads-section").hidden = false;
  byId("uploads").prepend(row.item);
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

function add(file) {
  const same = (upload) => upload.state === "interrupted" && upload.file.name === file.name;
  const isIt = ({ file: { size, lastModified } }) => size === file.size && lastModified === file.lastModified;
  const known = [...rows.keys()].filter(same);
  const begun = known.find(isIt);
  if (begun) {
    begun.file = file;
    start(begun);
    return;
  }
  for (const upload of known) {
    upload.note = "The file that was chosen is another: its size or date differs.";
    changed(upload);
  }
  const way = document.querySelector("input[name=way]:checked").value;
  const upload = newUpload(file, way, limits, changed);
  place(upload);
  const sentence = whyNot(file, way, limits);
  if (sentence) refuse(upload, sentence);
  else start(upload);
}

function addAll(files) {
  if (limits) for (const file of files) add(file);
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
      if (error.status === 404) {
        forget(one.id);
        refuse(upload, "It was left for too long, and what had arrived is gone. Choose the file again to begin anew.");
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
  addEventListener("beforeunload", (event) => {
    if ([...rows.keys()].some(isUnfinished)) event.preventDefault();
  });
}

async function begin() {
  listen();
  refreshWhenSeen();
  byId("gallery-more").addEventListener("click", showMore);
  refreshGallery();
  try {
    limits = await api.limits();
    showLimits();
    await restore();
  } catch (error) {
    byId("problem").textContent = error.message;
    byId("problem").hidden = false;
  }
}

begin();
