// Where files come from: the fields, the system's dialog, a drop with folders in it, the clipboard. Each comes with its path
// in the folder, and with a handle where the browser has such.

import { byId } from "./dom.js";

const alone = (file, handle) => ({ file, path: file.webkitRelativePath || file.name, handle });

export function listenForFiles(add) {
  for (const input of [byId("files"), byId("folder"), byId("camera")]) {
    input.addEventListener("change", () => {
      add([...input.files].map((file) => alone(file)));
      // Else the same file could not be chosen again.
      input.value = "";
    });
  }
  byId("files").addEventListener("click", (event) => {
    if (!hasDialog()) return;
    event.preventDefault();
    choose(add);
  });
  // A file that misses the field is not to replace the page.
  addEventListener("dragover", (event) => {
    event.preventDefault();
    byId("drop").classList.add("is-over");
  });
  for (const name of ["dragleave", "drop"]) addEventListener(name, () => byId("drop").classList.remove("is-over"));
  addEventListener("drop", async (event) => {
    event.preventDefault();
    add(await dropped(event.dataTransfer));
  });
  addEventListener("paste", (event) => add([...event.clipboardData.files].map((file) => alone(file))));
}

/** A phone's own chooser has the camera and its pictures. Elsewhere the dialog that gives handles is as good. */
const hasDialog = () => Boolean(globalThis.showOpenFilePicker) && !matchMedia("(pointer: coarse)").matches;

async function choose(add) {
  let handles;
  try {
    handles = await globalThis.showOpenFilePicker({ multiple: true });
  } catch {
    // Nothing was chosen.
    return;
  }
  add(await Promise.all(handles.map(async (handle) => alone(await handle.getFile(), handle))));
}

async function dropped({ items, files }) {
  const isFile = [...items].filter(({ kind }) => kind === "file");
  // All are asked for before the first answer: after that the browser has forgotten what was dropped.
  const entries = isFile.map((item) => item.webkitGetAsEntry?.());
  const handles = isFile.map((item) => item.getAsFileSystemHandle?.().catch(() => null));
  if (!entries.some((entry) => entry?.isDirectory)) {
    const known = await Promise.all(handles);
    return [...files].map((file, index) => alone(file, known[index] ?? undefined));
  }
  const found = await Promise.all(entries.map(async (entry, index) => {
    const handle = await handles[index];
    if (handle) return inHandle(handle, "");
    return entry ? inEntry(entry, "") : [];
  }));
  return found.flat();
}

/** The files of a folder with their handles. */
async function inHandle(handle, folder) {
  if (handle.kind === "file") return [{ file: await handle.getFile(), path: folder + handle.name, handle }];
  const inside = [];
  for await (const one of handle.values()) inside.push(one);
  return (await Promise.all(inside.map((one) => inHandle(one, `${folder}${handle.name}/`)))).flat();
}

/** The same in browsers without handles. */
async function inEntry(entry, folder) {
  if (entry.isFile) {
    const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
    return [{ file, path: folder + file.name }];
  }
  const reader = entry.createReader();
  const inside = [];
  for (;;) {
    // It gives a hundred at a time.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) break;
    inside.push(...some);
  }
  return (await Promise.all(inside.map((one) => inEntry(one, `${folder}${entry.name}/`)))).flat();
}
