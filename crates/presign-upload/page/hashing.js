// Hashes files in a worker, one after the other: never more than one of them is held in memory, and not by the page.

import { NetworkFailure } from "./api.js";
import { Hopeless } from "./patience.js";

const waiting = new Map();
let number = 0;

const url = new URL("./hash.js", import.meta.url).href;
// The page's own policy lets no text become a script, except by this name.
const policy = globalThis.trustedTypes?.createPolicy("hash", { createScriptURL: () => url });

/** The SHA-256 of a file, in hexadecimal. */
export function sha256(file) {
  worker ??= newWorker();
  const { promise, resolve, reject } = Promise.withResolvers();
  number += 1;
  waiting.set(number, { resolve, reject });
  worker.postMessage({ number, file });
  return promise;
}

function newWorker() {
  const made = new Worker(policy?.createScriptURL("") ?? url);
  made.addEventListener("message", ({ data: { number, hash } }) => {
    const { resolve, reject } = waiting.get(number);
    waiting.delete(number);
    if (hash) resolve(hash);
    else reject(new Hopeless("file-changed"));
  });
  // It did not come: the next file asks for it again.
  made.addEventListener("error", () => {
    worker = null;
    for (const { reject } of waiting.values()) reject(new NetworkFailure("service-unreachable"));
    waiting.clear();
  });
  return made;
}

// With the page: later there may be no network.
let worker = newWorker();
