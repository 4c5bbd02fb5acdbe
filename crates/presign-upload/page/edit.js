// Turns, mirrors and crops a picture before it is uploaded. Loaded when somebody asks for it.

import { button, byId, element, worded } from "./dom.js";
import { text } from "./text.js";

// What a canvas can write.
const TYPES = ["image/jpeg", "image/png", "image/webp"];
const QUALITY = 0.92;
// More pixels than browsers have room for.
const MOST = 64e6;
// The picture is shown in so many pixels at most.
const SHOWN = 900;
const RATIOS = { free: 0, "1:1": 1, "4:3": 4 / 3, "16:9": 16 / 9 };
const SIDES = ["left", "top", "width", "height"];

let add = null;
let file = null;
let source = null;
let turns = 0;
let isMirrored = false;
/** The picture as it is turned, in all its pixels. */
let whole = null;
let crop = null;
let from = null;

const view = element("canvas", { class: "editing", role: "img" });
const ratio = element("select", {}, ...Object.keys(RATIOS).map((name) =>
  name === "free" ? worded("option", "crop-free", { value: name }) : element("option", { value: name }, name)));
const fields = Object.fromEntries(SIDES.map((side) => [side, element("input", { type: "number", min: 0, step: 1, "data-side": side })]));
const labelled = (key, control) => element("label", {}, worded("span", key, { class: "quiet" }), " ", control);
const dialog = element("dialog", { id: "editing", "aria-labelledby": "editing-title" },
  worded("h2", "edit", { id: "editing-title" }), view,
  element("div", { class: "buttons" },
    button("turn", "turn", () => change(() => { turns = (turns + (isMirrored ? 3 : 1)) % 4; })),
    button("mirror", "mirror", () => change(() => { isMirrored = !isMirrored; })),
    button("reset", "reset", reset)),
  element("div", { class: "lives" }, labelled("crop-ratio", ratio), ...SIDES.map((side) => labelled(`crop-${side}`, fields[side]))),
  element("div", { class: "buttons" }, button("upload", "upload", upload), button("close", "close", () => dialog.close())));
dialog.addEventListener("close", () => {
  source?.close();
  [source, whole, file] = [null, null, null];
});
ratio.addEventListener("change", () => setCrop(crop));
for (const [side, field] of Object.entries(fields)) {
  field.addEventListener("change", () => setCrop({ ...crop, [side]: field.valueAsNumber || 0 }, side === "height"));
}

// A frame is drawn from one corner to the other.
view.addEventListener("pointerdown", (event) => {
  from = pointOf(event);
  view.setPointerCapture(event.pointerId);
});
view.addEventListener("pointermove", (event) => {
  if (!from) return;
  const to = pointOf(event);
  const [left, top] = [Math.min(from.x, to.x), Math.min(from.y, to.y)];
  setCrop({ left, top, width: Math.abs(from.x - to.x), height: Math.abs(from.y - to.y) });
});
for (const name of ["pointerup", "pointercancel"]) view.addEventListener(name, () => { from = null; });

function refuse({ name }) {
  byId("left-out").textContent = text("edit-refused", { name });
  byId("left-out").hidden = false;
}

export async function edit(chosen, addFiles) {
  try {
    if (!TYPES.includes(chosen.type)) throw new Error();
    source = await createImageBitmap(chosen);
    if (source.width * source.height > MOST) throw new Error();
  } catch {
    refuse(chosen);
    return;
  }
  [add, file] = [addFiles, chosen];
  byId("left-out").hidden = true;
  view.setAttribute("aria-label", chosen.name);
  document.body.append(dialog);
  dialog.showModal();
  reset();
}

function reset() {
  ratio.value = "free";
  change(() => { [turns, isMirrored] = [0, false]; });
}

/** Draws the picture anew, and crops nothing of it. */
function change(doing) {
  doing();
  const isAcross = turns % 2 === 1;
  const [width, height] = isAcross ? [source.height, source.width] : [source.width, source.height];
  whole = element("canvas", { width, height });
  const context = whole.getContext("2d");
  context.translate(width / 2, height / 2);
  if (isMirrored) context.scale(-1, 1);
  context.rotate((turns * Math.PI) / 2);
  context.drawImage(source, -source.width / 2, -source.height / 2);
  setCrop({ left: 0, top: 0, width, height });
}

/** Keeps the frame inside of the picture, and in its ratio: the height follows the width, or the other way. */
function setCrop(wanted, isByHeight = false) {
  const within = (value, least, most) => Math.min(Math.max(Math.round(value), least), most);
  const left = within(wanted.left, 0, whole.width - 1);
  const top = within(wanted.top, 0, whole.height - 1);
  let width = within(wanted.width, 1, whole.width - left);
  let height = within(wanted.height, 1, whole.height - top);
  const wish = RATIOS[ratio.value];
  if (wish) {
    width = Math.min(isByHeight ? height * wish : width, whole.width - left, (whole.height - top) * wish);
    [width, height] = [within(width, 1, whole.width), within(width / wish, 1, whole.height)];
  }
  crop = { left, top, width, height };
  for (const side of SIDES) fields[side].value = crop[side];
  draw();
}

function pointOf({ offsetX, offsetY }) {
  return { x: (offsetX / view.clientWidth) * whole.width, y: (offsetY / view.clientHeight) * whole.height };
}

function draw() {
  const by = Math.min(1, SHOWN / Math.max(whole.width, whole.height));
  [view.width, view.height] = [Math.max(1, whole.width * by), Math.max(1, whole.height * by)];
  const context = view.getContext("2d");
  context.drawImage(whole, 0, 0, view.width, view.height);
  const frame = SIDES.map((side) => crop[side] * by);
  context.beginPath();
  context.rect(0, 0, view.width, view.height);
  context.rect(...frame);
  context.fillStyle = "#000a";
  context.fill("evenodd");
  context.strokeStyle = "#fff";
  context.lineWidth = 2;
  context.strokeRect(...frame);
}

async function upload() {
  const { left, top, width, height } = crop;
  const edited = file;
  const result = element("canvas", { width, height });
  result.getContext("2d").drawImage(whole, -left, -top);
  const blob = await new Promise((resolve) => result.toBlob(resolve, edited.type, QUALITY));
  // Closed meanwhile, or pressed twice.
  if (file !== edited) return;
  // What a browser cannot write, it writes as PNG.
  if (blob?.type === file.type) add([{ file: new File([blob], file.name, { type: blob.type }), path: file.name }]);
  else refuse(file);
  dialog.close();
}
