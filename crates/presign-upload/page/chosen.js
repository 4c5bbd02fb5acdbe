// What becomes of the files that are chosen.

import { goOn, isSame } from "./again.js";
import { whyNot } from "./check.js";
import { byId, say } from "./dom.js";
import { changed, place, uploads } from "./list.js";
import { isUnfinished, newUpload, refuse } from "./states.js";
import { text } from "./text.js";
import { start } from "./upload.js";

// What systems put into folders, and nobody means to upload.
const JUNK = [".DS_Store", "Thumbs.db", "desktop.ini", ".localized"];
// After so many rows the browser may draw and send.
const AT_ONCE = 20;
// So many names of what was left out are said.
const NAMED = 5;

/** The first ones are under way before the last ones have their rows. */
export async function addAll(chosen, limits, actions) {
  const isJunk = ({ file }) => JUNK.includes(file.name) || file.name.startsWith("._");
  sayLeftOut(chosen.filter(isJunk));
  const before = byId("uploads").firstChild;
  const meant = chosen.filter((one) => !isJunk(one));
  for (const [index, one] of meant.entries()) {
    if (index > 0 && index % AT_ONCE === 0) await new Promise((resolve) => setTimeout(resolve));
    add(one, limits, actions, before?.isConnected ? before : null);
  }
}

function sayLeftOut(junk) {
  const names = [...new Set(junk.map(({ file }) => file.name))];
  const shown = names.length > NAMED ? [...names.slice(0, NAMED), "…"] : names;
  byId("left-out").textContent = junk.length > 0 ? text("left-out", { names: shown.join(", ") }) : "";
  byId("left-out").hidden = junk.length === 0;
}

function add(chosen, limits, actions, before) {
  // The file of an interrupted upload may be chosen alone, without its folder.
  const isIt = (upload) => isSame(upload, chosen.file) &&
    (upload.path === chosen.path || (upload.state === "interrupted" && chosen.path === chosen.file.name));
  const known = uploads().find(isIt);
  if (known?.state === "interrupted") {
    goOn(known, chosen);
    return;
  }
  if (known && (isUnfinished(known) || ["arrived", "elsewhere"].includes(known.state))) {
    known.note = ["chosen-twice"];
    changed(known);
    say(text("chosen-twice"));
    return;
  }
  const way = document.querySelector("input[name=way]:checked").value;
  const upload = newUpload(chosen, way, limits, changed);
  place(upload, actions, before);
  const note = whyNot(chosen.file, way, limits);
  if (note) refuse(upload, note);
  else start(upload);
}
