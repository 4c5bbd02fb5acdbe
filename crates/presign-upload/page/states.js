// What is known of an upload, and in which state it is. What is said of each state is in the table of texts.

import { typeOf } from "./check.js";

// Speed is measured over so many milliseconds.
const MEASURED = 4000;

const RUNNING = ["queued", "waiting", "hashing", "sending", "retrying", "offline", "pausing", "finishing"];

/** `chosen` is the file, its path in the folder that was chosen, and a handle where the browser has such. */
export function newUpload({ file, path, handle }, way, limits, changed) {
  return {
    file, path, handle, way, type: typeOf(file), limits, changed, state: "queued", note: null, small: "", id: null, kept: null,
    parts: [], renewals: 0, samples: [],
  };
}

/** One that a reload interrupted: its file has to be read again. Without an id it has not begun. */
export function interrupted({ id, kept, name, path, size, lastModified, type, way }, limits, changed) {
  const upload = newUpload({ file: { name, size, lastModified, type }, path: path ?? name }, way, limits, changed);
  return Object.assign(upload, { id, kept, type, state: "interrupted", beginning: id ? Promise.resolve() : null });
}

/** What has arrived of it, as the bucket lists it. */
export function fill(upload, { kind, file, parts }) {
  Object.assign(upload, { kind, key: file });
  upload.parts = parts.map((part) => ({
    ...part, length: part.length ?? upload.file.size, hasArrived: Boolean(part.etag), sent: part.etag ? part.length : 0,
    tries: 1, isUnsigned: true,
  }));
}

export const isRunning = (upload) => RUNNING.includes(upload.state);

export const isUnfinished = (upload) => isRunning(upload) || upload.state === "paused";

export const isFinished = ({ state }) => ["arrived", "refused", "cancelled"].includes(state);

export const sentBytes = (upload) => upload.parts.reduce((sum, part) => sum + part.sent, 0);

/** Without a type: a browser would send one that is not signed. */
export const content = (upload, part) => upload.file.slice(part.offset, part.offset + part.length);

/** `note` is a message: the key of a text and its values. */
export function set(upload, state, note = null) {
  // While it pauses, parts that go on or try again do not say so.
  if (upload.pausing?.signal.aborted && ["sending", "retrying", "offline"].includes(state)) state = "pausing";
  upload.state = state;
  upload.note = note;
  if (state !== "failed" && state !== "refused") upload.small = "";
  upload.changed(upload);
}

export const refuse = (upload, note) => set(upload, "refused", note);

/** So many bytes of a part have gone. */
export function measure(upload, part, sent) {
  part.sent = sent;
  const at = performance.now();
  upload.samples.push({ at, sent: sentBytes(upload) });
  while (upload.samples[0].at < at - MEASURED) upload.samples.shift();
  upload.changed(upload);
}

/** Bytes a second of late, or 0. */
export function speed({ samples }) {
  const [first, last] = [samples[0], samples.at(-1)];
  return samples.length > 1 && last.at - first.at > 500 ? Math.max(0, (last.sent - first.sent) / (last.at - first.at)) * 1000 : 0;
}
