// What is worth another attempt, and how long to wait before it.

import { NetworkFailure, ServiceError } from "./api.js";
import { Refused } from "./send.js";
import { set } from "./states.js";
import { Told, toldOf } from "./text.js";
import { oneOf } from "./turns.js";

export const ATTEMPTS = 5;
const FIRST_REST = 1000;
// What the bucket says that may pass.
const PASSING = ["ConditionalRequestConflict", "RequestTimeout", "SlowDown"];

/** What another attempt will not mend. */
export class Hopeless extends Told {}

/** Whether it is worth another attempt. */
export function mayPass(error) {
  if (error instanceof ServiceError) return error.status >= 500 || error.code === "busy" || error.status === 408;
  if (error instanceof Refused) return error.saysEnded || error.status >= 500 || PASSING.includes(error.code);
  return error instanceof NetworkFailure;
}

/** Whether there is no network. Then it has waited until there is one, or until the upload was paused or stopped. */
export async function awayFromNetwork(upload, error, signal) {
  if (!(error instanceof NetworkFailure) || navigator.onLine) return false;
  set(upload, "offline", ["you-are-offline"]);
  await oneOf([[window, "online"], [signal, "abort"], [upload.pausing.signal, "abort"]]);
  signal.throwIfAborted();
  return true;
}

/** Waits, longer each time, or until the browser is online again. */
export async function rest(upload, error, attempt, signal) {
  const wait = FIRST_REST * 2 ** (attempt - 1);
  const follows = ["attempt-follows", { error: toldOf(error), attempt: attempt + 1, attempts: ATTEMPTS }];
  set(upload, "retrying", error.code === "busy" ? toldOf(error) : follows);
  await oneOf([[window, "online"], [signal, "abort"], [upload.pausing.signal, "abort"]], wait);
}

/** Asks the service until it answers. A service that has too much to do is asked for as long as it takes. */
export async function patiently(upload, signal, ask) {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await ask();
    } catch (error) {
      if (!signal.aborted && (await awayFromNetwork(upload, error, signal))) {
        attempt = 0;
        continue;
      }
      if (error.code === "busy") attempt = Math.min(attempt, ATTEMPTS - 1);
      if (signal.aborted || attempt === ATTEMPTS || !mayPass(error)) throw error;
      await rest(upload, error, attempt, signal);
      signal.throwIfAborted();
    }
  }
}
