// What is refused before a byte is sent, in a sentence about the file. The service has the last word.

import { size } from "./text.js";

// What no pattern of types offers.
const ENDINGS = ".odt,.ods,.odp,.docx,.xlsx,.pptx,.md";

// Types that run scripts when they are opened.
const RUNS = {
  "image/svg+xml": "SVG pictures can run scripts and are not taken.",
  "text/html": "Web pages can run scripts and are not taken.",
  "application/xhtml+xml": "Web pages can run scripts and are not taken.",
};

/** The type of a file: browsers leave it out where they do not know it. */
export const typeOf = (file) => file.type || "application/octet-stream";

/** Why a file is not taken, or null if it is. */
export function whyNot(file, way, limits) {
  const type = typeOf(file);
  const isMeant = (pattern) => pattern.endsWith("*") ? type.startsWith(pattern.slice(0, -1)) && !RUNS[type] : type === pattern;
  if (!limits.types.some(isMeant)) return RUNS[type] ?? `Files of the type ${type} are not taken here.`;
  const max = way === "form" ? Math.min(limits.max_form, limits.max_size) : limits.max_size;
  if (file.size <= max) return null;
  const long = `The file has ${size(file.size)}, and up to ${size(max)} are taken`;
  return way === "form" && file.size <= limits.max_size ? `${long} by a form. Choose PUT under Advanced instead.` : `${long}.`;
}

/** What the browser's dialog offers first. */
export function accepted(limits) {
  const types = limits.types.filter((type) => !type.endsWith("*") || type.endsWith("/*"));
  return [...types, ENDINGS].join();
}
