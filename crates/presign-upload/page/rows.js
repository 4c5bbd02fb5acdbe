// The list of uploads: a row each, made once and then kept up to date.

import { button, element, icon, iconOf } from "./dom.js";
import { count, left, size } from "./text.js";
import { isFinished, isRunning, sentBytes, speed } from "./upload.js";

// Each state of an upload, what is said of it, and its drawing.
const STATES = {
  queued: ["Waiting its turn", "waiting"],
  waiting: ["Asking for a URL", "waiting"],
  hashing: ["Hashing", "waiting"],
  sending: ["Sending", "sending"],
  retrying: ["Trying again", "waiting"],
  offline: ["Offline", "paused"],
  pausing: ["Pausing: parts under way finish", "paused"],
  finishing: ["Completing", "waiting"],
  paused: ["Paused", "paused"],
  interrupted: ["Interrupted", "paused"],
  arrived: ["Arrived", "arrived"],
  failed: ["Failed", "failed"],
  refused: ["Not taken", "failed"],
  cancelled: ["Cancelled", "cancelled"],
};

const BUTTONS = {
  choose: "Choose the file again", pause: "Pause", stop: "Stop now", resume: "Resume", retry: "Retry", signed: "What was signed",
  cancel: "Cancel", remove: "Remove",
};

// More bars than this are hidden at first.
const MANY_PARTS = 24;
// Of more parts than this the one bar tells enough.
const TOO_MANY_PARTS = 500;
const THUMBNAILS = /^image\/(png|jpeg|gif|webp|avif)$/;
const MAX_THUMBNAIL = 20 << 20;

/** A new row. `actions` has a function for each button, which is called with the upload. */
export function newRow(upload, actions) {
  const { name } = upload.file;
  const row = { item: null, parts: null, bars: [] };
  row.state = element("span", { class: "state-icon" });
  row.word = element("span");
  row.sent = element("span", { class: "sent" });
  row.bar = element("progress", { max: Math.max(upload.file.size, 1), value: 0, "aria-label": `Sent of ${name}` });
  row.note = element("p", { class: "note" });
  row.buttons = Object.fromEntries(Object.entries(BUTTONS).map(([action, label]) =>
    [action, button(label, action, () => actions[action](upload))]));
  for (const [action, made] of Object.entries(row.buttons)) {
    // Isolated: a name may run from right to left.
    made.setAttribute("aria-label", `${BUTTONS[action]}: \u2068${name}\u2069`);
  }
  row.item = element("li", { class: "row" },
    element("div", { class: "thumbnail" }, thumbnail(upload, row)),
    element("div", { class: "row-main" },
      element("div", { class: "row-head" },
        element("bdi", { class: "name", title: name }, name), element("span", { class: "status" }, row.state, row.word)),
      row.bar,
      element("div", { class: "row-foot" }, row.sent, element("div", { class: "buttons" }, ...Object.values(row.buttons))),
      row.note));
  return row;
}

function thumbnail({ file, type }, row) {
  if (!(file instanceof Blob) || !THUMBNAILS.test(type) || file.size > MAX_THUMBNAIL) return iconOf(type);
  row.url = URL.createObjectURL(file);
  return element("img", { src: row.url, alt: "" });
}

export function removeRow(row) {
  if (row.url) URL.revokeObjectURL(row.url);
  row.item.remove();
}

/** Shows the upload as it is now. */
export function update(row, upload) {
  const { state, note, small } = upload;
  if (row.item.dataset.state !== state) {
    row.item.dataset.state = state;
    row.word.textContent = STATES[state][0];
    row.state.replaceChildren(icon(STATES[state][1]));
  }
  row.bar.value = { arrived: row.bar.max, cancelled: 0, refused: 0 }[state] ?? sentBytes(upload);
  row.sent.textContent = progressText(upload);
  if (row.noted !== note + small) {
    row.noted = note + small;
    row.note.replaceChildren(note, ...(small ? [" ", element("small", { class: "code" }, small)] : []));
  }
  row.note.hidden = !note;
  const isMultipart = upload.kind === "multipart";
  showButtons(row.buttons, {
    choose: state === "interrupted",
    // One request cannot be paused, only begun anew.
    pause: isMultipart && ["sending", "retrying", "offline"].includes(state),
    stop: state === "pausing",
    resume: state === "paused",
    retry: state === "failed",
    cancel: isRunning(upload) || ["paused", "interrupted", "failed"].includes(state),
    remove: isFinished(upload),
    signed: upload.parts.some((part) => part.request),
  });
  updateParts(row, upload);
}

/** The keyboard's focus moves on from a button that goes. */
function showButtons(buttons, isUseful) {
  const all = Object.entries(buttons);
  const [, focused] = all.find(([, made]) => made === document.activeElement) ?? [];
  for (const [action, made] of all) if (made.hidden === Boolean(isUseful[action])) made.hidden = !isUseful[action];
  if (focused?.hidden) all.find(([, made]) => !made.hidden)?.[1].focus();
}

function progressText(upload) {
  const whole = size(upload.file.size);
  const sent = sentBytes(upload);
  const texts = [isFinished(upload) ? whole : `${size(sent)} of ${whole}`];
  const rate = upload.state === "sending" ? speed(upload) : 0;
  if (rate > 0) texts.push(`${size(Math.round(rate))}/s`, left((upload.file.size - sent) / rate));
  if (upload.parts.length > 1 && !["refused", "cancelled"].includes(upload.state)) {
    const arrived = upload.parts.filter((part) => part.hasArrived).length;
    texts.push(`${arrived} of ${count(upload.parts.length, "part")}`);
  }
  if (upload.renewals > 0) texts.push(`signed anew ${count(upload.renewals, "time")}`);
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
  row.bars = upload.parts.map(({ number, length }) =>
    element("progress", { max: length, value: 0, "aria-label": `Sent of part ${number}` }));
  const parts = element("details", { class: "parts", open: upload.parts.length <= MANY_PARTS },
    element("summary", {}, `Parts of ${size(upload.parts[0].length)}`),
    element("div", { class: "bars" }, ...row.bars));
  row.item.querySelector(".row-main").append(parts);
  return parts;
}
