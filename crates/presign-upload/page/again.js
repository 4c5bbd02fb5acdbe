// Uploads that a reload interrupted, and those of other tabs.

import * as api from "./api.js";
import { byId } from "./dom.js";
import { MAX_KEPT, fileOf, forgetOthers, keptOf, waitingFiles } from "./kept.js";
import { changed, place, remove, uploads } from "./list.js";
import { claim } from "./locks.js";
import { unfinished } from "./saved.js";
import { fill, interrupted, refuse, set } from "./states.js";
import { listenToTabs } from "./tabs.js";
import { size, time, toldOf } from "./text.js";
import { LOST, arrive, leave, start } from "./upload.js";

/** Whether this is the file of the upload. Its path is another matter: a file that is chosen alone has none. */
export const isSame = ({ file }, other) =>
  file.name === other.name && file.size === other.size && file.lastModified === other.lastModified;

export function goOn(upload, { file, handle }) {
  Object.assign(upload, { file, handle: handle ?? upload.handle });
  start(upload);
}

/** One field for one row: no other file is uploaded by it. */
export function chooseAgain(upload) {
  const field = byId("again");
  field.onchange = () => {
    const [file] = field.files;
    field.value = "";
    if (file) takeIfSame(upload, file);
  };
  field.click();
}

/** Reads what was kept, the file or its handle: one click, and no dialog where the browser remembers its user's answer. */
export async function continueWithHandle(upload) {
  const file = await fileOf(upload.handle);
  if (file) {
    takeIfSame(upload, file);
    return;
  }
  upload.handle = null;
  set(upload, "interrupted", ["file-gone"]);
}

function takeIfSame(upload, file) {
  if (isSame(upload, file)) {
    goOn(upload, { file });
    return;
  }
  const { name, size: bytes, lastModified } = upload.file;
  // Another file may be where it was.
  upload.handle = null;
  set(upload, "interrupted", ["not-the-file", { name, size: size(bytes), time: time(lastModified) }]);
}

/** Offers what a reload interrupted, begins what waited for it, and shows what other tabs upload. */
export async function restore(limits, actions) {
  const restoreOne = async (kept) => {
    const upload = interrupted(kept, limits, changed);
    place(upload, actions);
    if (await claim(upload)) await look(upload);
    // It may take as long as that tab is open.
    else waitForTab(upload).then(() => look(upload));
  };
  listenToTabs(({ id, sent, isIdle }) => {
    const known = uploads().find((upload) => upload.id === id);
    const kept = known ? null : unfinished().find((one) => one.id === id);
    if (kept) restoreOne(kept);
    if (known?.state === "elsewhere") showSent(known, sent, isIdle);
  });
  forgetOthers();
  await Promise.all(unfinished().map(restoreOne));
  const before = byId("uploads").firstChild;
  for (const { key, ...waiting } of await waitingFiles()) {
    const upload = interrupted({ ...waiting, kept: key }, limits, changed);
    // Else it is another tab's.
    if (await claim(upload)) {
      place(upload, actions, before?.isConnected ? before : null);
      await lookAtFile(upload);
      if (upload.handle instanceof Blob) continueWithHandle(upload);
    }
  }
}

async function lookAtFile(upload) {
  upload.handle = await keptOf(upload.kept);
  set(upload, "interrupted", [whatHelps(upload)]);
}

function whatHelps({ handle, file }) {
  if (!handle) return file.size > MAX_KEPT ? "choose-large" : "choose-again";
  return handle instanceof Blob ? "continue-kept" : "continue-file";
}

function showSent(upload, sent, isIdle) {
  Object.assign(upload, { parts: [{ number: 1, length: upload.file.size, sent }], isIdle });
  changed(upload);
}

/** Until the other tab has ended it, or was closed. */
async function waitForTab(upload) {
  set(upload, "elsewhere");
  await claim(upload, { wait: true });
  upload.wasElsewhere = true;
}

/** What has become of an upload that no tab continues. */
async function look(upload) {
  try {
    const state = await api.state(upload.id);
    fill(upload, state);
    if (state.has_arrived) {
      arrive(upload);
      // What has arrived before is in the list already.
      if (!upload.wasElsewhere) remove(upload);
      return;
    }
    await lookAtFile(upload);
  } catch (error) {
    if (!LOST.includes(error.code)) {
      set(upload, "interrupted", toldOf(error));
      return;
    }
    leave(upload);
    if (upload.wasElsewhere) set(upload, "cancelled", ["cancelled-elsewhere"]);
    else refuse(upload, ["begin-anew", { error: toldOf(error) }]);
  }
}
