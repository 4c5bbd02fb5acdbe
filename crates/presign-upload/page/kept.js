// Files that a reload does not lose. A handle tells the browser which file it was: only some browsers give handles, and
// each asks its user before a page reads the file again. Elsewhere the file itself is kept, if it is small, until its
// upload has ended. Nothing depends on it: where a browser keeps nothing, the file is chosen again.

const STORE = "files";

// So much is kept of one file, and of all together, in bytes.
export const MAX_KEPT = 10 << 20;
const MAX_KEPT_OF_ALL = 300 << 20;

// After so many milliseconds nobody waits for the store.
const PATIENCE = 3000;

let opened = null;

function open() {
  opened ??= new Promise((resolve, reject) => {
    const request = indexedDB.open("presign-upload", 1);
    request.onupgradeneeded = () => request.result.createObjectStore(STORE);
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });
  return opened;
}

async function ask(mode, doing) {
  const transaction = (await open()).transaction(STORE, mode);
  const request = doing(transaction.objectStore(STORE));
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve(request.result);
    transaction.onabort = () => reject(transaction.error);
  });
}

/** Does something with the store, or nothing where a browser keeps nothing, has no room, or does not answer. */
async function use(mode, doing) {
  const silence = new Promise((resolve) => setTimeout(resolve, PATIENCE));
  try {
    return await Promise.race([ask(mode, doing), silence]);
  } catch {
    return undefined;
  }
}

/** In one transaction, so that what ends meanwhile is forgotten afterwards, and two together do not exceed the limit. */
export const keepFile = (id, { file, handle }) => use("readwrite", (store) => {
  if (handle) return store.put(handle, id);
  const all = store.getAll();
  all.onsuccess = () => {
    const kept = all.result.reduce((sum, one) => sum + (one instanceof Blob ? one.size : 0), file.size);
    if (file.size <= MAX_KEPT && kept <= MAX_KEPT_OF_ALL) store.put(file, id);
  };
  return all;
});

/** The file, or its handle. */
export const keptOf = (id) => use("readonly", (store) => store.get(id));

export const forgetFile = (id) => use("readwrite", (store) => store.delete(id));

/** Forgets what belongs to none of these uploads, such as one that was forgotten while its file was written. */
export const forgetOthers = (ids) => use("readwrite", (store) => {
  const keys = store.getAllKeys();
  keys.onsuccess = () => keys.result.filter((key) => !ids.includes(key)).forEach((key) => store.delete(key));
  return keys;
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
