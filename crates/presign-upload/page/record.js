// Records the camera or the screen, or takes a photo, and hands over the file. Loaded when somebody asks for it.

import { whyNot } from "./check.js";
import { button, element, worded } from "./dom.js";
import { text } from "./text.js";

// What browsers write, the most common first.
const TYPES = { "video/mp4": "mp4", "video/webm": "webm" };
// So often a recording gives what it has, in milliseconds.
const PACE = 1000;

let add = null;
let limits = null;
// Which request for a camera or a screen is the last one.
let asked = 0;
let stream = null;
let isCamera = false;
let recorder = null;
let file = null;
let address = null;
let ticking = null;

const video = element("video", { autoplay: true, playsinline: true, "data-label": "record" });
const photo = element("div");
const sound = element("input", { type: "checkbox" });
const problem = element("p", { class: "end", role: "alert" });
const time = element("p", { class: "sent", role: "timer" });
const screen = button("record-screen", "record-screen", () => choose("getDisplayMedia"));
const sources = element("div", { class: "buttons" },
  button("record-camera", "record-camera", () => choose("getUserMedia")), screen,
  element("label", {}, sound, " ", worded("span", "record-sound")));
const doing = {
  photo: button("camera", "photo", takePhoto),
  start: button("record-start", "start", start),
  stop: button("record-stop", "record-stop", stop),
  edit: button("edit", "edit", edit),
  upload: button("upload", "upload", upload),
};
const dialog = element("dialog", { id: "recording", "aria-labelledby": "recording-title" },
  worded("h2", "record", { id: "recording-title" }), sources, problem, video, photo, time,
  element("div", { class: "buttons" }, ...Object.values(doing), button("close", "close", () => dialog.close())));
dialog.addEventListener("close", end);

/** The limits are those of the service, once they are known. */
export function open(addFiles, known) {
  [add, limits] = [addFiles, known];
  video.setAttribute("aria-label", text("record"));
  screen.hidden = !navigator.mediaDevices.getDisplayMedia;
  document.body.append(dialog);
  dialog.showModal();
  show();
}

function show() {
  sources.hidden = Boolean(stream || file);
  video.hidden = !stream && !file?.type.startsWith("video/");
  photo.hidden = !file?.type.startsWith("image/");
  doing.photo.hidden = !stream || !isCamera || Boolean(recorder);
  doing.start.hidden = !stream || Boolean(recorder);
  doing.stop.hidden = !recorder;
  doing.edit.hidden = photo.hidden;
  doing.upload.hidden = !file;
}

async function choose(source) {
  problem.textContent = "";
  asked += 1;
  const mine = asked;
  let chosen = null;
  try {
    chosen = await navigator.mediaDevices[source]({ video: true, audio: sound.checked });
  } catch (error) {
    if (mine === asked) problem.textContent = text("record-failed", { error: error.message });
    return;
  }
  // Something else was chosen meanwhile, or the dialog closed: nothing may go on in secret.
  if (mine !== asked) {
    chosen.getTracks().forEach((track) => track.stop());
    return;
  }
  stream = chosen;
  isCamera = source === "getUserMedia";
  // The browser has a button of its own that ends a shared screen.
  stream.getVideoTracks()[0].addEventListener("ended", stop);
  video.muted = true;
  video.controls = false;
  video.srcObject = stream;
  show();
  doing.start.focus();
}

async function takePhoto() {
  const from = stream;
  const canvas = element("canvas", { width: video.videoWidth, height: video.videoHeight });
  canvas.getContext("2d").drawImage(video, 0, 0);
  const blob = await new Promise((resolve) => canvas.toBlob(resolve, "image/jpeg", 0.92));
  // Before the first picture there is nothing to take, and after the dialog nobody wants it.
  if (blob && from === stream) finish(blob, "photo", "jpg");
}

function start() {
  const type = Object.keys(TYPES).find((one) => MediaRecorder.isTypeSupported(one));
  const pieces = [];
  let size = 0;
  const most = limits?.max_size ?? Infinity;
  const mine = new MediaRecorder(stream, { mimeType: type });
  recorder = mine;
  recorder.addEventListener("dataavailable", ({ data }) => {
    pieces.push(data);
    size += data.size;
    // One that is too long could not be uploaded.
    if (size + 2 * data.size > most) stop();
  });
  recorder.addEventListener("error", ({ error }) => {
    problem.textContent = text("record-failed", { error: error?.message ?? "" });
  });
  recorder.addEventListener("stop", () => {
    // Else it was closed meanwhile.
    if (recorder === mine) finish(new Blob(pieces, { type }), "recording", TYPES[type]);
  });
  recorder.start(PACE);
  const began = Date.now();
  const tick = () => {
    const seconds = Math.floor((Date.now() - began) / 1000);
    time.textContent = `${Math.floor(seconds / 60)}:${String(seconds % 60).padStart(2, "0")}`;
  };
  tick();
  ticking = setInterval(tick, 1000);
  show();
  doing.stop.focus();
}

function stop() {
  if (recorder?.state === "recording") recorder.stop();
  else if (!recorder && !file) release();
  show();
}

function finish(blob, what, ending) {
  release();
  const now = new Date().toISOString().slice(0, 19).replaceAll(/[T:]/g, "-");
  file = new File([blob], `${what}-${now}.${ending}`, { type: blob.type });
  address = URL.createObjectURL(file);
  if (blob.type.startsWith("video/")) Object.assign(video, { src: address, muted: false, controls: true });
  else photo.replaceChildren(element("img", { src: address, alt: file.name }));
  show();
  doing.upload.focus();
}

/** Nothing is recorded any more. */
function release() {
  stream?.getTracks().forEach((track) => track.stop());
  clearInterval(ticking);
  video.srcObject = null;
  [stream, recorder] = [null, null];
}

function end() {
  const recording = recorder;
  asked += 1;
  release();
  if (recording?.state === "recording") recording.stop();
  if (address) URL.revokeObjectURL(address);
  video.removeAttribute("src");
  photo.replaceChildren();
  [file, address] = [null, null];
  time.textContent = "";
  problem.textContent = "";
}

/** What would be refused stays here, since it is nowhere else. */
function upload() {
  const way = document.querySelector("input[name=way]:checked").value;
  const note = limits && whyNot(file, way, limits);
  if (note) {
    problem.textContent = text(...note);
    return;
  }
  add([{ file, path: file.name }]);
  dialog.close();
}

async function edit() {
  const taken = file;
  dialog.close();
  (await import("./edit.js")).edit(taken, add);
}
