// The list of uploads: a row each, made once and then kept up to date.

import { button, element, icon, iconOf, menu, nameFor, worded } from "./dom.js";
import { isFinished, isRunning, sentBytes, speed } from "./states.js";
import { left, rate, size, text } from "./text.js";
import { showThumbnail } from "./thumbnails.js";

// The drawing of each state. What is said of it is in the table of texts.
const DRAWINGS = {
  sending: "sending", offline: "paused", pausing: "paused", paused: "paused", interrupted: "paused", elsewhere: "sending",
  arrived: "arrived", failed: "failed", refused: "failed", cancelled: "cancelled",
};

// What is done with an upload is seen at once, the rest on a narrow screen only when it is asked for.
const ACTIONS = ["continue", "choose", "pause", "stop", "resume", "retry"];
const MORE = ["signed", "cancel", "remove"];

// More bars than this are hidden at first.
const MANY_PARTS = 24;
// Of more parts than this the one bar tells enough.
const TOO_MANY_PARTS = 500;

/** A new row. `actions` has a function for each button, which is called with the upload. */
export function newRow(upload, actions) {
  const { path } = upload;
  const row = { item: null, parts: null, bars: [] };
  row.state = element("span", { class: "state-icon" });
  row.word = element("span");
  row.sent = element("span", { class: "sent" });
  row.bar = element("progress", { max: Math.max(upload.file.size, 1), value: 0, "data-label": "sent-of", "data-name": path });
  row.note = element("p", { class: "note" });
  const make = (action) => button(action, action, () => actions[action](upload), path);
  row.buttons = Object.fromEntries([...ACTIONS, ...MORE].map((action) => [action, make(action)]));
  const of = (names) => names.map((action) => row.buttons[action]);
  [row.more, row.folded] = menu(path, ...of(MORE));
  const picture = element("div", { class: "thumbnail" }, iconOf(upload.type));
  row.item = element("li", { class: "row" },
    picture,
    element("div", { class: "row-main" },
      element("div", { class: "row-head" }, nameOf(path), element("span", { class: "status" }, row.state, row.word)),
      row.bar,
      element("div", { class: "row-foot" },
        row.sent, element("div", { class: "buttons" }, ...of(ACTIONS), row.more, row.folded)),
      row.note));
  row.bar.setAttribute("aria-label", text("sent-of", { name: path }));
  // It looks whether the row is in the page.
  queueMicrotask(() => showThumbnail(upload, picture));
  return row;
}

/** A name with the folders that it is in. */
export function nameOf(path) {
  const at = path.lastIndexOf("/") + 1;
  const folders = at > 0 ? element("span", { class: "folders" }, path.slice(0, at)) : null;
  return element("bdi", { class: "name", title: path }, folders, path.slice(at));
}

/** Shows the upload as it is now. */
export function update(row, upload) {
  const { state, small } = upload;
  row.item.dataset.state = state;
  const word = text(state === "elsewhere" && upload.isIdle ? "elsewhere-idle" : state);
  if (row.word.textContent !== word) {
    row.word.textContent = word;
    row.state.replaceChildren(icon(DRAWINGS[state] ?? "waiting"));
  }
  row.bar.value = { arrived: row.bar.max, cancelled: 0, refused: 0 }[state] ?? sentBytes(upload);
  const progress = progressText(upload);
  if (row.sent.textContent !== progress) row.sent.textContent = progress;
  const note = upload.note ? text(...upload.note) : "";
  if (row.noted !== note + small) {
    row.noted = note + small;
    row.note.replaceChildren(note, ...(small ? [" ", element("small", { class: "code" }, small)] : []));
  }
  row.note.hidden = !note;
  showButtons(row, useful(upload));
  updateParts(row, upload);
}

/** Which buttons do something now. */
function useful(upload) {
  const { state } = upload;
  return {
    continue: state === "interrupted" && Boolean(upload.handle),
    choose: state === "interrupted" && !upload.handle,
    // One request cannot be paused, only begun anew.
    pause: upload.kind === "multipart" && ["sending", "retrying", "offline"].includes(state),
    stop: state === "pausing",
    resume: state === "paused",
    retry: state === "failed",
    cancel: isRunning(upload) || ["paused", "interrupted", "failed"].includes(state),
    remove: isFinished(upload),
    signed: upload.parts.some((part) => part.request),
  };
}

/** The keyboard's focus moves on from a button that goes. */
function showButtons({ buttons, more, folded }, isUseful) {
  const all = Object.entries(buttons);
  const focused = all.find(([, made]) => made === document.activeElement)?.[1];
  for (const [action, made] of all) if (made.hidden === Boolean(isUseful[action])) made.hidden = !isUseful[action];
  // One button needs no menu.
  const inMenu = MORE.filter((action) => isUseful[action]).length;
  more.hidden = inMenu < 2;
  folded.classList.toggle("is-single", inMenu === 1);
  if (focused?.hidden) all.map(([, made]) => made).find((made) => made.checkVisibility())?.focus();
}

function progressText(upload) {
  const whole = size(upload.file.size);
  const sent = sentBytes(upload);
  const texts = [isFinished(upload) ? whole : text("some-of", { some: size(sent), all: whole })];
  const bytes = upload.state === "sending" ? speed(upload) : 0;
  if (bytes > 0) texts.push(rate(bytes), left((upload.file.size - sent) / bytes));
  if (upload.parts.length > 1 && !["refused", "cancelled"].includes(upload.state)) {
    const arrived = upload.parts.filter((part) => part.hasArrived).length;
    texts.push(text("some-of", { some: arrived, all: text("parts", { count: upload.parts.length }) }));
  }
  if (upload.renewals > 0) texts.push(text("signed-anew", { count: upload.renewals }));
  return texts.join(" · ");
}

function updateParts(row, upload) {
  if (upload.parts.length < 2 || upload.parts.length > TOO_MANY_PARTS) return;
  row.parts ??= newParts(row, upload);
  upload.parts.forEach((part, index) => {
    const [bar, sent] = [row.bars[index], upload.state === "cancelled" ? 0 : part.sent];
    if (bar.value !== sent) bar.value = sent;
    if (Boolean(part.hasArrived) !== bar.classList.contains("has-arrived")) bar.classList.toggle("has-arrived");
  });
}

function newParts(row, upload) {
  row.bars = upload.parts.map(({ number, length }) => element("progress", {
    max: length, value: 0, "data-label": "sent-of-part", "data-number": number, "aria-label": text("sent-of-part", { number }),
  }));
  const about = worded("summary", "parts-of", { "data-size": size(upload.parts[0].length) });
  about.textContent = text("parts-of", about.dataset);
  const parts = element("details", { class: "parts", open: upload.parts.length <= MANY_PARTS },
    about, element("div", { class: "bars" }, ...row.bars));
  row.item.querySelector(".row-main").append(parts);
  return parts;
}
