// Brings the pieces together.

import { chooseAgain, continueWithHandle, restore } from "./again.js";
import * as api from "./api.js";
import { accepted } from "./check.js";
import { addAll } from "./chosen.js";
import { byId, say } from "./dom.js";
import { example } from "./example.js";
import { listenForFiles } from "./files.js";
import { cardOf, redrawGallery, refreshGallery, refreshWhenSeen, searchFor, setMaxLink, showMore } from "./gallery.js";
import { isBusy, redraw, remove, removeFinished, rowOf, uploads } from "./list.js";
import { linked, redrawSigned, showSigned, subjectOfUpload } from "./signed.js";
import { duration, language, setLanguage, size, text, toldOf, translate } from "./text.js";
import { ALL } from "./total.js";
import { oneOf } from "./turns.js";
import { cancel, pause, start, stop } from "./upload.js";

const NEXT_TRY = 5000;

let limits = null;
// What was chosen before the service had told its limits.
let early = [];

const showOfUpload = (upload, number) => showSigned(subjectOfUpload(upload), rowOf(upload), document.activeElement, number);

const actions = {
  pause,
  stop,
  resume: start,
  retry: start,
  cancel,
  remove,
  choose: chooseAgain,
  continue: continueWithHandle,
  signed: (upload) => showOfUpload(upload),
};

function choose(files) {
  if (limits) addAll(files, limits, actions);
  else early.push(...files);
}

function showLimits() {
  byId("bucket-address").textContent = limits.bucket;
  byId("life").textContent = text("url-life", { life: duration(limits.expires) });
  byId("files").accept = accepted(limits);
  const told = byId("limits");
  told.dataset.text = matchMedia("(pointer: coarse)").matches ? "tap-limits" : "drop-limits";
  told.dataset.size = size(limits.max_size);
  translate(document);
  setMaxLink(limits.max_link);
}

function speak() {
  const choice = byId("language");
  choice.value = language;
  choice.addEventListener("change", async () => {
    if (!(await setLanguage(choice.value))) {
      choice.value = language;
      say(text("service-unreachable"));
      return;
    }
    if (limits) showLimits();
    else translate(document);
    redraw();
    redrawGallery();
    redrawSigned();
  });
  translate(document);
}

/** What is not needed at once. */
const load = (module) => import(module).catch(() => say(text("service-unreachable")));

function listen() {
  listenForFiles(choose);
  // Only secure pages see a camera or a screen.
  byId("record").hidden = !(navigator.mediaDevices && globalThis.MediaRecorder);
  byId("record").addEventListener("click", async () => (await load("./record.js"))?.open(choose, limits));
  byId("picture").addEventListener("change", async ({ target }) => {
    const [file] = target.files;
    target.value = "";
    if (file) (await load("./edit.js"))?.edit(file, choose);
  });
  byId("example").addEventListener("click", async () => {
    const file = await example();
    choose([{ file, path: file.name }]);
  });
  byId("remove-finished").addEventListener("click", removeFinished);
  for (const [id, { applies, action }] of Object.entries(ALL)) {
    byId(id).addEventListener("click", () => uploads().filter(applies).forEach((upload) => action(upload)));
  }
  byId("gallery-more").addEventListener("click", showMore);
  byId("search").addEventListener("input", (event) => searchFor(event.target.value));
  addEventListener("beforeunload", (event) => {
    if (isBusy()) event.preventDefault();
  });
  addEventListener("hashchange", showLinked);
}

/** Shows what the address names: an upload's request, or that of a file. */
function showLinked() {
  const { file, number } = linked();
  if (!file) return;
  const upload = uploads().find(({ key, parts }) => key === file && parts.some((part) => part.request));
  if (upload) showOfUpload(upload, number);
  else cardOf(file)?.showSigned();
}

async function begin() {
  speak();
  listen();
  refreshWhenSeen();
  refreshGallery().then(showLinked);
  await askLimits();
  await restore(limits, actions);
  choose(early.splice(0));
}

/** Without limits nothing can be uploaded: it asks until it is told. */
async function askLimits() {
  const problem = byId("problem");
  for (;;) {
    try {
      limits = await api.limits();
      break;
    } catch (error) {
      problem.textContent = text("asked-again", { error: toldOf(error) });
      problem.hidden = false;
      await oneOf([[window, "online"]], NEXT_TRY);
    }
  }
  problem.hidden = true;
  showLimits();
}

begin();
