// Where files come from: the two fields, a drop with folders in it, the clipboard.

import { byId } from "./dom.js";

export function listenForFiles(add) {
  for (const input of [byId("files"), byId("folder")]) {
    input.addEventListener("change", () => {
      add([...input.files]);
      // Else the same file could not be chosen again.
      input.value = "";
    });
  }
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
  addEventListener("paste", (event) => add([...event.clipboardData.files]));
}

async function dropped({ items, files }) {
  const entries = [...items].map((item) => item.webkitGetAsEntry?.()).filter(Boolean);
  if (!entries.some((entry) => entry.isDirectory)) return [...files];
  return (await Promise.all(entries.map(filesOf))).flat();
}

async function filesOf(entry) {
  if (entry.isFile) return [await new Promise((resolve, reject) => entry.file(resolve, reject))];
  const reader = entry.createReader();
  const found = [];
  for (;;) {
    // It gives a hundred at a time.
    const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
    if (some.length === 0) return (await Promise.all(found.map(filesOf))).flat();
    found.push(...some);
  }
}
