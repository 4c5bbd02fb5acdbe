// The list of uploads: a row each, made once and then kept up to date.

import { button, element } from "./dom.js";
import { count, size } from "./text.js";
import { isRunning, sentBytes } from "./upload.js";

const WORDS = {
  waiting: "Asking for a URL",
  hashing: "Computing the SHA-256",
  sending: "Sending",
  retrying: "Trying again",
  finishing: "Asking whether it has arrived",
  paused: "Paused",
  arrived: "Arrived",
  failed: "Failed",
  cancelled: "Cancelled",
};

// Bars of more parts than this are hidden at first.
const MANY_PARTS = 24;

/** A new row. `actions` has a function for each button, which is called with the upload. */
export function newRow(upload, actions) {
  const name = upload.file.name;
  const row = { item: null, parts: null, bars: [] };
  row.status = element("span", { class: "status", role: "status" });
  row.sent = element("span", { class: "sent" });
  row.bar = element("progress", { max: Math.max(upload.file.size, 1), value: 0, "aria-label": `Sent of ${name}` });
  row.note = element("p", { class: "note" });
  row.buttons = Object.fromEntries(
    [["pause", "Pause"], ["resume", "Resume"], ["retry", "Retry"], ["cancel", "Cancel"], ["signed", "What was signed"]]
      .map(([action, label]) => [action, button(label, action, () => actions[action](upload))]),
  );
  for (const [action, made] of Object.entries(row.buttons)) made.setAttribute("aria-label", `${made.textContent}: ${name}`);
  row.item = element("li", { class: "row" },
    element("div", { class: "row-head" }, element("span", { class: "name", title: name }, name), row.status),
    row.bar,
    element("div", { class: "row-foot" }, row.sent, element("div", { class: "buttons" }, ...Object.values(row.buttons))),
    row.note);
  return row;
}

/** Shows the upload as it is now. */
export function update(row, upload) {
  const { state, note } = upload;
  row.item.dataset.state = state;
  // A screen reader says what changes here, so it is only set if it does.
  if (row.status.textContent !== WORDS[state]) row.status.textContent = WORDS[state];
  row.bar.value = state === "arrived" ? row.bar.max : sentBytes(upload);
  row.sent.textContent = progressText(upload);
  row.note.textContent = note;
  row.note.hidden = !note;
  showButtons(row.buttons, {
    pause: isRunning(upload) && state !== "finishing",
    resume: state === "paused",
    retry: state === "failed",
    cancel: !["arrived", "cancelled"].includes(state),
    signed: upload.parts.length > 0,
  });
  updateParts(row, upload);
}

/** Shows the buttons that are of use now. The keyboard's focus goes on from one that is not. */
function showButtons(buttons, isUseful) {
  const all = Object.entries(buttons);
  const [, focused] = all.find(([, made]) => made === document.activeElement) ?? [];
  for (const [action, made] of all) made.hidden = !isUseful[action];
  if (focused?.hidden) all.find(([, made]) => !made.hidden)?.[1].focus();
}

function progressText(upload) {
  const whole = size(upload.file.size);
  const texts = [upload.state === "arrived" ? whole : `${size(sentBytes(upload))} of ${whole}`];
  if (upload.parts.length > 1) {
    const arrived = upload.parts.filter((part) => part.hasArrived).length;
    texts.push(`${arrived} of ${count(upload.parts.length, "part")}`);
  }
  if (upload.renewals > 0) texts.push(`signed anew ${count(upload.renewals, "time")}`);
  return texts.join(" · ");
}

function updateParts(row, upload) {
  if (upload.parts.length < 2) return;
  row.parts ??= newParts(row, upload);
  upload.parts.forEach((part, index) => {
    row.bars[index].value = part.sent;
    row.bars[index].classList.toggle("has-arrived", Boolean(part.hasArrived));
  });
}

function newParts(row, upload) {
  row.bars = upload.parts.map(({ number, length }) =>
    element("progress", { max: length, value: 0, "aria-label": `Sent of part ${number}`, title: `Part ${number}` }));
  const parts = element("details", { class: "parts", open: upload.parts.length <= MANY_PARTS },
    element("summary", {}, `Parts of ${size(upload.parts[0].length)}`),
    element("div", { class: "bars" }, ...row.bars));
  row.item.append(parts);
  return parts;
}
