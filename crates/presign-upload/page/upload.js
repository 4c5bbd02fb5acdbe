// One upload, from the file to the bucket. A small file is one part.

import * as api from "./api.js";
import { ServiceError } from "./api.js";
import { sha256 } from "./hashing.js";
import { forgetFile, keepFile, newKey, waitsNoMore } from "./kept.js";
import { claim, release } from "./locks.js";
import { sendParts } from "./parts.js";
import { Hopeless, patiently } from "./patience.js";
import { forget, keep, own } from "./saved.js";
import { set } from "./states.js";
import { toldOf } from "./text.js";
import { turns } from "./turns.js";

// So many files are hashed, signed for and sent at once. The others wait, and nothing of them is held in memory.
const FILES_AT_ONCE = 4;
// What is hashed is held in memory.
const MAX_HASHED = 64 << 20;

// Codes of the service for an upload that nobody can continue.
export const LOST = ["unknown-upload", "expired", "gone"];

const beginning = turns(FILES_AT_ONCE);

export async function start(upload) {
  upload.controller = new AbortController();
  upload.pausing = new AbortController();
  upload.samples = [];
  const { signal } = upload.controller;
  set(upload, "queued");
  if (!upload.kept && !upload.id) upload.remembering = remember(upload);
  try {
    await beginning(() => run(upload, signal), signal);
  } catch (error) {
    // Whoever stopped it has said why.
    if (signal.aborted) return;
    upload.controller.abort();
    fail(upload, error);
  }
}

/** So that no reload loses what waits for its turn. */
async function remember(upload) {
  upload.kept = newKey();
  // Before another tab can see it.
  await claim(upload);
  upload.keeping = keepFile(upload.kept, upload);
}

/** From the hash to the arrival, or until it is paused. */
async function run(upload, signal) {
  set(upload, "waiting");
  upload.beginning ??= begin(upload);
  await upload.beginning;
  signal.throwIfAborted();
  set(upload, "sending");
  if (!(await sendParts(upload, signal))) {
    set(upload, "paused");
    return;
  }
  set(upload, "finishing");
  // Without the tags somebody has completed it, and the service only looks.
  const parts = upload.parts.every(({ etag }) => etag) ? upload.parts.map(({ number, etag }) => ({ number, etag })) : undefined;
  await patiently(upload, signal, () => api.complete(upload.id, parts, signal));
  arrive(upload);
}

function fail(upload, error) {
  const isLost = LOST.includes(error.code);
  // Nothing can be made of the parts that are there.
  if (error instanceof Hopeless && upload.id) api.cancel(upload.id).then(() => leave(upload), () => {});
  // Another attempt begins a new upload.
  if (isLost) leave(upload);
  if (!upload.id || isLost) Object.assign(upload, { id: null, beginning: null, parts: [] });
  // Another attempt would fail too.
  const isHopeless = error instanceof Hopeless || (error instanceof ServiceError && [400, 413, 415].includes(error.status));
  if (isHopeless && !upload.id) leave(upload);
  upload.small = error.small ?? "";
  set(upload, isHopeless ? "refused" : "failed", toldOf(error));
}

/** Nobody will continue it: no other tab and no reload offers it. */
export function leave(upload) {
  if (upload.id) forget(upload.id);
  const { kept, remembering } = upload;
  upload.kept = null;
  // It may be about to be kept.
  Promise.resolve(remembering).then(() => {
    release(upload);
    if (kept) forgetFile(kept);
  });
}

/** Lets the parts under way finish: S3 keeps no half of one. */
export function pause(upload) {
  upload.pausing.abort();
  set(upload, "pausing");
}

/** Does not wait for them: these parts begin anew. */
export function stop(upload) {
  upload.controller.abort();
  for (const part of upload.parts) if (!part.hasArrived) part.sent = 0;
  set(upload, "paused");
}

export async function cancel(upload) {
  set(upload, "cancelled");
  upload.controller?.abort();
  // The service may be signing for it just now.
  await upload.beginning?.catch(() => {});
  if (!upload.id) {
    leave(upload);
    return;
  }
  try {
    await api.cancel(upload.id);
    leave(upload);
  } catch (error) {
    const note = ["not-cancelled", { error: toldOf(error) }];
    if (error.code === "arrived") arrive(upload);
    else set(upload, LOST.includes(error.code) ? "refused" : "failed", note);
  }
}

export function arrive(upload) {
  own(upload.key, upload.id);
  leave(upload);
  set(upload, "arrived");
}

async function begin(upload) {
  const { file, path, type } = upload;
  const { signal } = upload.controller;
  const asked = { name: path, type };
  if (upload.way === "put") {
    asked.size = file.size;
    // Only secure pages can: by https, or from this machine.
    if (crypto.subtle && file.size <= Math.min(upload.limits.max_put, MAX_HASHED)) {
      set(upload, "hashing");
      asked.sha256 = await patiently(upload, signal, () => sha256(file, signal));
    }
  }
  const begun = await patiently(upload, signal, () =>
    upload.way === "put" ? api.beginPut(asked) : api.beginForm(asked));
  Object.assign(upload, { id: begun.id, key: begun.file, kind: begun.kind });
  upload.parts = begun.parts.map((part) => ({
    ...part, length: part.length ?? file.size, sent: 0, tries: 0, isUnsigned: !part.request,
  }));
  await upload.remembering;
  keep(upload.id, upload);
  waitsNoMore(upload.kept);
  // A file may take a while to be written.
  if (upload.handle) await upload.keeping;
}
