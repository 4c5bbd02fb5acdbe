// Tabs of one browser tell each other how far their uploads are. Who may continue one is decided by its lock.

import { isRunning, sentBytes } from "./states.js";

const channel = globalThis.BroadcastChannel ? new BroadcastChannel("presign-upload") : null;

/** What another tab shows of an upload of this one. */
export function tellTabs(upload) {
  const { id, state } = upload;
  if (id && state !== "elsewhere") channel?.postMessage({ id, sent: sentBytes(upload), isIdle: !isRunning(upload) });
}

export function listenToTabs(hear) {
  channel?.addEventListener("message", ({ data }) => hear(data));
}
