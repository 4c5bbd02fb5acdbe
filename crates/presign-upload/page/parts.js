// The parts of an upload on their way to the bucket: a few at a time, each for itself.

import * as api from "./api.js";
import { NetworkFailure, secondsLeft } from "./api.js";
import { ATTEMPTS, Hopeless, awayFromNetwork, mayPass, rest } from "./patience.js";
import { answersWithoutCors, send } from "./send.js";
import { content, measure, set } from "./states.js";
import { turns } from "./turns.js";

const PARTS_AT_ONCE = 3;
// A browser sends few requests to one host at a time. While one waited there, its URL would grow old.
const REQUESTS_AT_ONCE = 4;
// A bucket that answers, but not to this page, seldom changes its mind.
const ATTEMPTS_WITHOUT_CORS = 2;

const sending = turns(REQUESTS_AT_ONCE);

/** Says whether all has arrived: not if it is paused. A part that fails costs that part. */
export async function sendParts(upload, signal) {
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
    } catch (thrown) {
      const hadSent = part.sent > 0;
      part.sent = 0;
      if (signal.aborted) throw thrown;
      // Away from the network no attempt counts.
      if (await awayFromNetwork(upload, thrown, signal)) {
        attempt = 0;
      } else {
        const error = await causeOf(upload, part, thrown, hadSent);
        const attempts = error.isFromCors ? ATTEMPTS_WITHOUT_CORS : ATTEMPTS;
        if (attempt >= attempts || !mayPass(error)) throw error;
        if (!error.saysEnded) await rest(upload, error, attempt, signal);
      }
      // A fresh URL, whatever it was.
      part.request = null;
      if (upload.pausing.signal.aborted) return;
    }
  }
}

/** Browsers say no more than that a connection broke off, when the file cannot be read, or the bucket keeps the page out. */
async function causeOf(upload, part, error, hadSent) {
  if (error.message !== "bucket-broke-off") return error;
  try {
    await content(upload, part).slice(0, 1).arrayBuffer();
  } catch {
    return new Hopeless("file-changed");
  }
  // A page that may send has sent something before the connection breaks.
  if (hadSent || part.length === 0 || !(await answersWithoutCors(part.request))) return error;
  return Object.assign(new NetworkFailure("bucket-no-cors"), { isFromCors: true });
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
  try {
    const progress = (sent) => measure(upload, part, sent);
    part.etag = (await send(part.request, content(upload, part), { signal, progress })).etag;
    if (!part.etag && upload.kind === "multipart") throw new Hopeless("no-etag");
  } catch (error) {
    // It has arrived before, and the answer was lost. The service looks whether it is this file.
    if (!(error.status === 412 && part.tries > 1)) throw error;
  }
  Object.assign(part, { sent: part.length, hasArrived: true });
  upload.changed(upload);
}
