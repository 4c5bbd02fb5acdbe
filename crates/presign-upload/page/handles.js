// Files that a reload does not lose: a handle tells the browser which file it was. Only some browsers give handles, and
// each asks its user before a page reads the file again.

const STORE = "files";

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

/** Does something with the store, or nothing where a browser keeps nothing. */
async function use(mode, doing) {
  try {
    const request = doing((await open()).transaction(STORE, mode).objectStore(STORE));
    return await new Promise((resolve, reject) => {
      request.onsuccess = () => resolve(request.result);
      request.onerror = () => reject(request.error);
    });
  } catch {
    return undefined;
  }
}

export const keepHandle = (id, handle) => use("readwrite", (store) => store.put(handle, id));

export const handleOf = (id) => use("readonly", (store) => store.get(id));

export const forgetHandle = (id) => use("readwrite", (store) => store.delete(id));

/** The file, if its user lets this page read it and it is still there. */
export async function fileOf(handle) {
  try {
    const isAllowed = (await handle.requestPermission?.({ mode: "read" })) ?? "granted";
    return isAllowed === "granted" ? await handle.getFile() : null;
  } catch {
    return null;
  }
}
