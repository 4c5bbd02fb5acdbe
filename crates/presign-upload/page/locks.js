// Who uploads: one tab at a time holds the lock of an upload, and the browser takes it from a tab that is closed.

const held = new Set();

const nameOf = ({ kept, id }) => `presign-upload ${kept ?? id}`;

/** Takes the lock if it is free, or waits for it. Says whether this tab holds it now. */
export function claim(upload, { wait = false } = {}) {
  // Insecure pages have no locks. Then tabs do not know of each other.
  if (!navigator.locks) return Promise.resolve(true);
  const { promise, resolve, reject } = Promise.withResolvers();
  const hold = (lock) => {
    resolve(Boolean(lock));
    if (!lock) return null;
    const holding = Promise.withResolvers();
    upload.release = holding.resolve;
    held.add(upload);
    return holding.promise;
  };
  navigator.locks.request(nameOf(upload), { ifAvailable: !wait }, hold).catch(reject);
  return promise;
}

export function release(upload) {
  held.delete(upload);
  upload.release?.();
  upload.release = null;
}

// A page that is left may be kept, to be shown again if its user comes back. Until then others may continue its uploads.
addEventListener("pagehide", () => held.forEach(release));
addEventListener("pageshow", (event) => {
  if (event.persisted) location.reload();
});
