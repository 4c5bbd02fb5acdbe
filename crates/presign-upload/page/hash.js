// The worker that hashes files, one at a time.

onmessage = async ({ data: file }) => {
  try {
    const digest = await crypto.subtle.digest("SHA-256", await file.arrayBuffer());
    postMessage(Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join(""));
  } catch {
    // The file cannot be read.
    postMessage(null);
  }
};
