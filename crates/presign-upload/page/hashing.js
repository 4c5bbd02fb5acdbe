// Hashes files in a worker, one after the other: no more than one of them is read into memory at a time.

import { NetworkFailure } from "./api.js";
import { Hopeless } from "./patience.js";
import { turns } from "./turns.js";

// A worker keeps what it has read until its garbage is collected, which is late. After so many bytes another one follows,
// and all memory of the first is free.
const ENOUGH = 8 << 20;

const url = new URL("./hash.js", import.meta.url).href;
// The page's own policy lets no text become a script, except by this name.
const policy = globalThis.trustedTypes?.createPolicy("hash", { createScriptURL: () => url });
const oneAtATime = turns(1);

const newWorker = () => new Worker(policy?.createScriptURL("") ?? url);

// With the page: later there may be no network.
let worker = newWorker();
let read = 0;

/** The SHA-256 of a file, in hexadecimal. */
export function sha256(file, signal) {
  return oneAtATime(async () => {
    worker ??= newWorker();
    const { promise, resolve, reject } = Promise.withResolvers();
    worker.onmessage = ({ data }) => (data ? resolve(data) : reject(new Hopeless("file-changed")));
    // It did not come: the next attempt asks for it again.
    worker.onerror = () => {
      worker = null;
      reject(new NetworkFailure("service-unreachable"));
    };
    worker.postMessage(file);
    read += file.size;
    try {
      return await promise;
    } finally {
      if (read >= ENOUGH) replace();
    }
  }, signal);
}

function replace() {
  worker?.terminate();
  worker = newWorker();
  read = 0;
}
