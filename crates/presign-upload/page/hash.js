// The worker that hashes files.

let last = Promise.resolve();

onmessage = ({ data }) => {
  last = last.then(() => hash(data));
};

async function hash({ number, file }) {
  try {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    postMessage({ number, hash: Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("") });
  } catch {
    // The file cannot be read.
    postMessage({ number });
  }
}
