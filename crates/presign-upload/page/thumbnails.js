// Small pictures of pictures. A large one takes much memory while it is read, so one is read at a time.

import { turns } from "./turns.js";

// What every browser shows. Others, such as HEIC and TIFF, have a drawing of their kind.
const SHOWN = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;
const LARGEST = 40 << 20;
// Twice what it is shown in, for screens with small dots.
const WIDTH = 96;

const reading = turns(1);

export const isPicture = (type) => SHOWN.test(type ?? "");

/** Puts a small picture of the file into this place, once it is read. If it cannot be, what is there stays. */
export async function showThumbnail({ file, type }, place) {
  if (!(file instanceof Blob) || !isPicture(type) || file.size > LARGEST) return;
  try {
    await reading(async () => {
      // It may have been removed meanwhile.
      if (!place.isConnected) return;
      const picture = await createImageBitmap(file, { resizeWidth: WIDTH, resizeQuality: "medium" });
      const canvas = document.createElement("canvas");
      [canvas.width, canvas.height] = [picture.width, picture.height];
      canvas.getContext("bitmaprenderer").transferFromImageBitmap(picture);
      place.replaceChildren(canvas);
    });
  } catch {
    // Not a picture, whatever its type says.
  }
}
