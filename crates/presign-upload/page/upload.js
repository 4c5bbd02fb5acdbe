// One upload, from the file to the bucket. A small file is one part.

import * as api from "./api.js";
import { NetworkFailure, ServiceError, secondsLeft } from "./api.js";
import { typeOf } from "./check.js";
import { forget, keep, own } from "./saved.js";
import { Refused, send } from "./send.js";
import { oneOf, turns } from "./turns.js";

const ATTEMPTS = 5;
const FIRST_REST = 1000;
const PARTS_AT_ONCE = 3;
// A browser sends few requests to one host at a time. While one waited there, its URL would grow old.
const REQUESTS_AT_ONCE = 4;
// What is hashed is held in memory, so that not all files may be at once.
const FILES_AT_ONCE = 4;
// What the bucket says that may pass.
const PASSING = ["ConditionalRequestConflict", "RequestTimeout", "SlowDown"];
// What is hashed is held in memory.
const MAX_HASHED = 64 << 20;
// Speed is measured over so many milliseconds.
const MEASURED = 4000;

// Codes of the service for an upload that nobody can continue.
export const LOST = ["unknown-upload", "expired", "gone"];

const sending = turns(REQUESTS_AT_ONCE);
const beginning = turns(FILES_AT_ONCE);

/** What another attempt will not mend. */
class Hopeless extends Error {}

const RUNNING = ["queued", "waiting", "hashing", "sending", "retrying", "offline", "pausing", "finishing"];

/** `changed` is called after each change. The states are in rows.js. */
export function newUpload(file, way, limits, changed) {
  return {
    file, way, type: typeOf(file), limits, changed, state: "waiting", note: "", small: "", id: null, parts: [],
    renewals: 0, samples: [],
  };
}

/** One that a reload interrupted: its file has to be chosen again. */
export function interrupted({ id, name, size, lastModified, type, way }, limits, changed) {
  const upload = newUpload({ name, size, lastModified, type }, way, limits, changed);
  return Object.assign(upload, { id, type, state: "interrupted", beginning: Promise.resolve() });
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

/** Bytes a second of late, or 0. */
export function speed({ samples }) {
  const [first, last] = [samples[0], samples.at(-1)];
  return samples.length > 1 && last.at - first.at > 500 ? Math.max(0, (last.sent - first.sent) / (last.at - first.at)) * 1000 : 0;
}

export async function start(upload) {
  upload.controller = new AbortController();
  upload.pausing = new AbortController();
  upload.samples = [];
  const { signal } = upload.controller;
  set(upload, "queued");
  try {
    await beginning(() => run(upload, signal), signal);
  } catch (error) {
    // Whoever stopped it has said why.
    if (signal.aborted) return;
    upload.controller.abort();
    // Another attempt begins a new upload.
    if (LOST.includes(error.code)) forget(upload.id);
    if (!upload.id || LOST.includes(error.code)) Object.assign(upload, { id: null, beginning: null, parts: [] });
    fail(upload, error);
  }
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
  // Another attempt would fail too.
  const isHopeless = error instanceof Hopeless || (error instanceof ServiceError && [400, 413, 415].includes(error.status));
  // Nothing can be made of the parts that are there.
  if (error instanceof Hopeless && upload.id) api.cancel(upload.id).then(() => forget(upload.id), () => {});
  upload.small = error.small ?? "";
  set(upload, isHopeless ? "refused" : "failed", error.message);
}

export const refuse = (upload, sentence) => set(upload, "refused", sentence);

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
  if (!upload.id) return;
  try {
    await api.cancel(upload.id);
    forget(upload.id);
  } catch (error) {
    if (error.code === "arrived") arrive(upload);
    else set(upload, LOST.includes(error.code) ? "refused" : "failed", `Not cancelled. ${error.message}`);
  }
}

function arrive(upload) {
  forget(upload.id);
  own(upload.key, upload.id);
  set(upload, "arrived");
}

function set(upload, state, note = "") {
  // While it pauses, parts that go on or try again do not say so.
  if (upload.pausing?.signal.aborted && ["sending", "retrying", "offline"].includes(state)) state = "pausing";
  upload.state = state;
  upload.note = note;
  if (state !== "failed" && state !== "refused") upload.small = "";
  upload.changed(upload);
}

async function begin(upload) {
  const { file, type } = upload;
  const asked = { name: file.name, type };
  if (upload.way === "put") {
    asked.size = file.size;
    // Only secure pages can: by https, or from this machine.
    if (crypto.subtle && file.size <= Math.min(upload.limits.max_put, MAX_HASHED)) {
      set(upload, "hashing");
      asked.sha256 = await sha256(file);
    }
  }
  const begun = await patiently(upload, upload.controller.signal, () =>
    upload.way === "put" ? api.beginPut(asked) : api.beginForm(asked));
  Object.assign(upload, { id: begun.id, key: begun.file, kind: begun.kind });
  upload.parts = begun.parts.map((part) => ({
    ...part, length: part.length ?? file.size, sent: 0, tries: 0, isUnsigned: !part.request,
  }));
  keep(upload.id, upload);
}

async function sha256(file) {
  const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** Says whether all has arrived: not if it is paused. A part that fails costs that part. */
async function sendParts(upload, signal) {
  const waiting = upload.parts.filter((part) => !part.hasArrived);
  let failure = null;
  const next = () => (failure || upload.pausing.signal.aborted ? null : waiting.shift());
  const work = async () => {
    for (let part = next(); part; part = next()) {
      try {
        await sendPart(upload, part, signal);
      } catch (error) {
        failure ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, work));
  if (failure) throw failure;
  return upload.parts.every((part) => part.hasArrived);
}

async function sendPart(upload, part, signal) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await sending(() => trySending(upload, part, signal), signal);
      return;
    } catch (error) {
      part.sent = 0;
      if (signal.aborted) throw error;
      if (error instanceof NetworkFailure) await checkFile(upload, part);
      // Away from the network no attempt counts.
      if (await awayFromNetwork(upload, error, signal)) {
        part.request = null;
        attempt = 0;
        if (upload.pausing.signal.aborted) return;
        continue;
      }
      if (attempt === ATTEMPTS || !mayPass(error)) throw error;
      // A fresh URL, whatever it was.
      part.request = null;
      if (!error.saysEnded) await rest(upload, error, attempt, signal);
      if (upload.pausing.signal.aborted) return;
    }
  }
}

async function trySending(upload, part, signal) {
  signal.throwIfAborted();
  if (!part.request || secondsLeft(part.request) <= 0) {
    try {
      part.request = (await api.renew(upload.id, [part.number], signal)).parts[0].request;
    } catch (error) {
      // It went through, and the answer was lost. The service looks whether it is this file.
      if (error.code !== "arrived") throw error;
      for (const one of upload.parts) Object.assign(one, { hasArrived: true, sent: one.length });
      return;
    }
    // A part's first URL replaces none.
    if (!part.isUnsigned) upload.renewals += 1;
    part.isUnsigned = false;
  }
  set(upload, "sending");
  part.tries += 1;
  const progress = (sent) => {
    part.sent = sent;
    const at = performance.now();
    upload.samples.push({ at, sent: sentBytes(upload) });
    while (upload.samples[0].at < at - MEASURED) upload.samples.shift();
    upload.changed(upload);
  };
  try {
    part.etag = (await send(part.request, content(upload, part), { signal, progress })).etag;
    if (!part.etag && upload.kind === "multipart") {
      throw new Hopeless("The bucket's CORS rules do not let this page read ETag, so no upload in parts can be completed. " +
        "Whoever runs the bucket has to expose it.");
    }
  } catch (error) {
    // It has arrived before, and the answer was lost. The service looks whether it is this file.
    if (!(error.status === 412 && part.tries > 1)) throw error;
  }
  part.sent = part.length;
  part.hasArrived = true;
  upload.changed(upload);
}

/** Without a type: a browser would send one that is not signed. */
export const content = (upload, part) => upload.file.slice(part.offset, part.offset + part.length);

/** Whether it is worth another attempt. */
function mayPass(error) {
  if (error instanceof ServiceError) return error.status >= 500 || error.status === 429 || error.status === 408;
  if (error instanceof Refused) return error.saysEnded || error.status >= 500 || PASSING.includes(error.code);
  return error instanceof NetworkFailure;
}

/** Browsers say no more than that a connection broke off, when the file cannot be read either. */
async function checkFile(upload, part) {
  try {
    await content(upload, part).slice(0, 1).arrayBuffer();
  } catch {
    throw new Hopeless("The file has changed or is gone since it was chosen. Choose it again.");
  }
}

/** Whether there is no network. Then it has waited until there is one, or until the upload was paused or stopped. */
async function awayFromNetwork(upload, error, signal) {
  if (!(error instanceof NetworkFailure) || navigator.onLine) return false;
  set(upload, "offline", "You are offline. This continues by itself.");
  await oneOf([[window, "online"], [signal, "abort"], [upload.pausing.signal, "abort"]]);
  signal.throwIfAborted();
  return true;
}

/** Waits, longer each time, or until the browser is online again. */
async function rest(upload, error, attempt, signal) {
  const wait = FIRST_REST * 2 ** (attempt - 1);
  set(upload, "retrying", `${error.message} Attempt ${attempt + 1} of ${ATTEMPTS} follows.`);
  await oneOf([[window, "online"], [signal, "abort"], [upload.pausing.signal, "abort"]], wait);
}

async function patiently(upload, signal, ask) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!signal.aborted && (await awayFromNetwork(upload, error, signal))) {
        attempt = 0;
        continue;
      }
      if (signal.aborted || attempt === ATTEMPTS || !mayPass(error)) throw error;
      await rest(upload, error, attempt, signal);
      signal.throwIfAborted();
    }
  }
}
