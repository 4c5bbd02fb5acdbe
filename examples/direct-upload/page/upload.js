// One upload, from the file to the bucket. A small file is one part; nothing here asks which.

import * as api from "./api.js";
import { NetworkFailure, ServiceError, secondsLeft } from "./api.js";
import { Refused, send } from "./send.js";

const ATTEMPTS = 5;
const FIRST_REST = 1000;
const PARTS_AT_ONCE = 3;
const REQUESTS_AT_ONCE = 4;
// What the bucket says when it has been too busy, or somebody else was at the same key.
const PASSING = ["ConditionalRequestConflict", "RequestTimeout", "SlowDown"];
// What is hashed is held in memory.
const MAX_HASHED = 64 << 20;

/**
 * States: waiting, hashing, sending, retrying, finishing; then paused, arrived, failed or cancelled.
 * `changed` is called after each change.
 */
export function newUpload(file, way, limits, changed) {
  const type = file.type || "application/octet-stream";
  return { file, way, type, limits, changed, state: "waiting", note: "", id: null, parts: [], renewals: 0 };
}

export const isRunning = (upload) => ["waiting", "hashing", "sending", "retrying", "finishing"].includes(upload.state);

export const sentBytes = (upload) => upload.parts.reduce((sum, part) => sum + part.sent, 0);

/** Begins, or goes on where it stopped. */
export async function start(upload) {
  upload.controller = new AbortController();
  const { signal } = upload.controller;
  try {
    upload.beginning ??= begin(upload);
    await upload.beginning;
    signal.throwIfAborted();
    set(upload, "sending");
    await sendParts(upload, signal);
    set(upload, "finishing");
    await finish(upload, signal);
    set(upload, "arrived");
  } catch (error) {
    // Whoever stopped it has said why.
    if (signal.aborted) return;
    upload.controller.abort();
    if (!upload.id) upload.beginning = null;
    set(upload, "failed", error.message);
  }
}

/** A part that has not arrived begins anew: S3 keeps no half of one. */
export function pause(upload) {
  upload.controller.abort();
  for (const part of upload.parts) if (!part.hasArrived) part.sent = 0;
  set(upload, "paused");
}

export async function cancel(upload) {
  set(upload, "cancelled");
  upload.controller.abort();
  // The service may be signing for it just now.
  await upload.beginning?.catch(() => {});
  if (upload.id) await api.cancel(upload.id).catch((error) => set(upload, "cancelled", error.message));
}

function set(upload, state, note = "") {
  upload.state = state;
  upload.note = note;
  upload.changed(upload);
}

async function begin(upload) {
  const { file, type } = upload;
  const asked = { name: file.name, type };
  if (upload.way === "put") {
    asked.size = file.size;
    // Only pages that nobody could have changed on their way may hash: by https, or from this machine.
    if (crypto.subtle && file.size <= Math.min(upload.limits.max_put, MAX_HASHED)) {
      set(upload, "hashing");
      asked.sha256 = await sha256(file);
    }
  }
  const begun = await (upload.way === "put" ? api.beginPut(asked) : api.beginForm(asked));
  upload.id = begun.id;
  upload.kind = begun.kind;
  upload.parts = begun.parts.map((part) => ({ ...part, length: part.length ?? file.size, sent: 0, tries: 0 }));
}

async function sha256(file) {
  const hash = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
  return Array.from(new Uint8Array(hash), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

async function sendParts(upload, signal) {
  const waiting = upload.parts.filter((part) => !part.hasArrived);
  const work = async () => {
    for (let part = waiting.shift(); part; part = waiting.shift()) await sendPart(upload, part, signal);
  };
  await Promise.all(Array.from({ length: PARTS_AT_ONCE }, work));
}

async function sendPart(upload, part, signal) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      await inTurn(() => trySending(upload, part, signal));
      return;
    } catch (error) {
      part.sent = 0;
      if (signal.aborted || attempt === ATTEMPTS || !mayPass(error)) throw error;
      // A fresh URL, whatever it was.
      part.request = null;
      if (!error.saysEnded) await rest(upload, error, attempt, signal);
    }
  }
}

async function trySending(upload, part, signal) {
  signal.throwIfAborted();
  if (!part.request || secondsLeft(part.request) <= 0) {
    part.request = (await api.renew(upload.id, [part.number], signal)).parts[0].request;
    upload.renewals += 1;
  }
  set(upload, "sending");
  part.tries += 1;
  const progress = (sent) => {
    part.sent = sent;
    upload.changed(upload);
  };
  try {
    part.etag = (await send(part.request, content(upload, part), { signal, progress })).etag;
  } catch (error) {
    // It has arrived before, and the answer was lost. The service looks whether it is this file.
    if (!(error.status === 412 && part.tries > 1)) throw error;
  }
  part.sent = part.length;
  part.hasArrived = true;
  upload.changed(upload);
}

/** The bytes of a part. Without a type, since a browser would send one that is not signed. */
export const content = (upload, part) => upload.file.slice(part.offset, part.offset + part.length);

/** Whether it is worth another attempt. */
function mayPass(error) {
  if (error instanceof ServiceError) return error.status >= 500;
  if (error instanceof Refused) return error.saysEnded || error.status >= 500 || PASSING.includes(error.code);
  return error instanceof NetworkFailure;
}

/** Waits before the next attempt, longer each time, or until the browser is online again. */
async function rest(upload, error, attempt, signal) {
  const wait = FIRST_REST * 2 ** (attempt - 1);
  set(upload, "retrying", `${error.message} Attempt ${attempt + 1} of ${ATTEMPTS} follows.`);
  const { promise, resolve } = Promise.withResolvers();
  const timer = setTimeout(resolve, wait);
  addEventListener("online", resolve, { once: true });
  signal.addEventListener("abort", resolve, { once: true });
  await promise;
  clearTimeout(timer);
  removeEventListener("online", resolve);
}

async function finish(upload, signal) {
  const parts = upload.kind === "multipart" ? upload.parts.map(({ number, etag }) => ({ number, etag })) : [];
  for (let attempt = 1; ; attempt += 1) {
    try {
      await api.complete(upload.id, parts, signal);
      return;
    } catch (error) {
      if (signal.aborted || attempt === ATTEMPTS || !mayPass(error)) throw error;
      await rest(upload, error, attempt, signal);
    }
  }
}

let running = 0;
const queue = [];

/** A browser sends few requests to one host at a time. While one waited there, its URL would grow old. */
async function inTurn(work) {
  if (running < REQUESTS_AT_ONCE) running += 1;
  else await new Promise((resolve) => queue.push(resolve));
  try {
    return await work();
  } finally {
    // The place is handed on, not given up.
    const next = queue.shift();
    if (next) next();
    else running -= 1;
  }
}
