// Files that a reload does not lose. A handle tells the browser which file it was: only some browsers give handles, and
// each asks its user before a page reads the file again. Elsewhere the file itself is kept, if it is small, until its
// upload has ended. Nothing depends on it: where a browser keeps nothing, the file is chosen again.

import { unfinished } from "./saved.js";

// Files and handles, and what is known of those whose upload has not begun.
const STORES = ["files", "waiting"];

// So much is kept of one file, and of all together, in bytes.
export const MAX_KEPT = 10 << 20;
const MAX_KEPT_OF_ALL = 300 << 20;

// After so many milliseconds nobody waits for the store.
const PATIENCE = 3000;

let opened = null;
let last = 0;

/** In the order in which they were made. */
export function newKey() {
  last = Math.max(last + 1, Date.now());
  return `${last} ${Math.random()}`;
}

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("presign-upload", 2);
    request.onupgradeneeded = () => {
      const { objectStoreNames } = request.result;
      for (const name of STORES) if (!objectStoreNames.contains(name)) request.result.createObjectStore(name);
    };
    request.onsuccess = () => {
      // A later page may want other stores.
      request.result.onversionchange = () => request.result.close();
      resolve(request.result);
    };
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function ask(mode, doing) {
  const transaction = (await open()).transaction(STORES, mode);
  const request = doing(...STORES.map((name) => transaction.objectStore(name)));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Does something with the stores, or nothing where a browser keeps nothing, has no room, or does not answer. */
async function use(mode, doing) {
  const silence = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  try {
    return await Promise.race([ask(mode, doing), silence]);
  } catch {
    return undefined;
  }
}

let sizes = null;

/** The bytes of what is kept, by key: read once, since the browser reads all of it at each look. */
async function read() {
  let keys = null;
  const all = await use("readonly", (files) => {
    keys = files.getAllKeys();
    return files.getAll();
  });
  // What cannot be read has no room.
  return new Map(all?.map((one, at) => [keys.result[at], one instanceof Blob ? one.size : 0]) ?? [["", Infinity]]);
}

/** Whoever waits for it is served in order, so that nothing is forgotten before it is kept. */
const known = () => (sizes ??= read());

function hasRoom(kept, { size }) {
  return size <= MAX_KEPT && [...kept.values()].reduce((sum, bytes) => sum + bytes, size) <= MAX_KEPT_OF_ALL;
}

/** Keeps the file of an upload that has not begun, or its name alone where there is no room. */
export async function keepFile(key, { file, handle, path, type, way }) {
  const kept = await known();
  const isKept = !handle && hasRoom(kept, file);
  if (isKept) kept.set(key, file.size);
  await use("readwrite", (files, waiting) => {
    if (handle || isKept) files.put(handle ?? file, key);
    const { name, size, lastModified } = file;
    // Without locks another tab would take it.
    if (navigator.locks) waiting.put({ key, name, size, lastModified, path, type, way }, key);
    return files.count();
  });
}

/** Its upload has begun, which is saved elsewhere. */
export async function waitsNoMore(key) {
  await known();
  await use("readwrite", (_, waiting) => waiting.delete(key));
}

/** What waits for its upload, in the order in which it was chosen. */
export async function waitingFiles() {
  const begun = new Set(unfinished().map(({ kept }) => kept));
  const all = await use("readonly", (_, waiting) => waiting.getAll());
  return all?.filter(({ key }) => !begun.has(key)) ?? [];
}

/** The file, or its handle. */
export const keptOf = (key) => use("readonly", (files) => files.get(key));

export async function forgetFile(key) {
  (await known()).delete(key);
  await use("readwrite", (files, waiting) => {
    files.delete(key);
    return waiting.delete(key);
  });
}

/** Forgets what belongs to no upload, such as one that was forgotten while its file was written. */
export const forgetOthers = () => use("readwrite", (files, waiting) => {
  const keys = waiting.getAllKeys();
  const all = files.getAllKeys();
  all.onsuccess = () => {
    const used = new Set([...keys.result, ...unfinished().map(({ kept }) => kept)]);
    all.result.filter((key) => !used.has(key)).forEach((key) => files.delete(key));
  };
  return all;
});

/** The file, if its user lets this page read it and it is still there. */
export async function fileOf(kept) {
  if (kept instanceof Blob) return kept;
  try {
    const isAllowed = (await kept.requestPermission?.({ mode: "read" })) ?? "granted";
    return isAllowed === "granted" ? await kept.getFile() : null;
  } catch {
    return null;
  }
}
