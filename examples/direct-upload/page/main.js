// Brings the pieces together.

import * as api from "./api.js";
import { byId } from "./dom.js";
import { refreshGallery, refreshWhenSeen } from "./gallery.js";
import { newRow, update } from "./rows.js";
import { isShown, refresh, showSigned } from "./signed.js";
import { duration, size } from "./text.js";
import { cancel, content, newUpload, pause, start } from "./upload.js";

const rows = new Map();
let limits = null;
// The panel follows the newest upload until its user looks at another.
let follows = true;

const actions = {
  pause,
  resume: start,
  retry: start,
  cancel,
  signed(upload) {
    follows = false;
    showSigned(subjectOf(upload), { focus: true });
  },
};

function subjectOf(upload) {
  const { kind, parts } = upload;
  return { of: upload, title: upload.file.name, kind, parts, content: (part) => content(upload, part) };
}

function changed(upload) {
  update(rows.get(upload), upload);
  if (upload.parts.length > 0 && follows && !isShown(upload) && upload.isNewest) showSigned(subjectOf(upload));
  if (isShown(upload)) refresh();
  if (upload.state === "arrived" && !upload.isListed) {
    upload.isListed = true;
    refreshGallery();
  }
}

function add(file) {
  const way = document.querySelector("input[name=way]:checked").value;
  const upload = newUpload(file, way, limits, changed);
  for (const older of rows.keys()) older.isNewest = false;
  upload.isNewest = true;
  const row = newRow(upload, actions);
  rows.set(upload, row);
  byId("uploads-section").hidden = false;
  byId("uploads").prepend(row.item);
  update(row, upload);
  start(upload);
}

function addAll(files) {
  if (limits) for (const file of files) add(file);
}

function problem(text) {
  byId("problem").textContent = text;
  byId("problem").hidden = !text;
}

function listenForFiles() {
  const input = byId("files");
  input.addEventListener("change", () => {
    addAll(input.files);
    // Else the same file could not be chosen again.
    input.value = "";
  });
  // A file that misses the field is not to replace the page.
  addEventListener("dragover", (event) => {
    event.preventDefault();
    byId("drop").classList.add("is-over");
  });
  for (const name of ["dragleave", "drop"]) addEventListener(name, () => byId("drop").classList.remove("is-over"));
  addEventListener("drop", (event) => {
    event.preventDefault();
    addAll(event.dataTransfer.files);
  });
}

async function begin() {
  byId("page-origin").textContent = location.origin;
  listenForFiles();
  refreshWhenSeen();
  refreshGallery();
  try {
    limits = await api.limits();
    byId("bucket-address").textContent = limits.bucket;
    byId("limits").textContent =
      `Up to ${size(limits.max_size)} each: in one PUT up to ${size(limits.max_put)}, beyond that in parts of ` +
      `${size(limits.part_size)}; by a form up to ${size(limits.max_form)}. A URL is good for ${duration(limits.expires)}.`;
  } catch (error) {
    problem(error.message);
  }
}

begin();
