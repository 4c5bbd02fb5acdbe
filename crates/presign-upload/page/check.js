// What is refused before a byte is sent, in a sentence about the file. The service has the last word.

import { size } from "./text.js";

// What no pattern of types offers.
const ENDINGS = ".odt,.ods,.odp,.docx,.xlsx,.pptx,.md,.heic,.heif";

// Types that run scripts when they are opened.
const RUNS = { "image/svg+xml": "type-svg", "text/html": "type-html", "application/xhtml+xml": "type-html" };

/** The type of a file: browsers leave it out where they do not know it. */
export const typeOf = (file) => file.type || "application/octet-stream";

/** Why a file is not taken, or null if it is. */
export function whyNot(file, way, limits) {
  const type = typeOf(file);
  const isMeant = (pattern) => pattern.endsWith("*") ? type.startsWith(pattern.slice(0, -1)) && !RUNS[type] : type === pattern;
  if (!limits.types.some(isMeant)) return [RUNS[type] ?? "type-other", { type }];
  const max = way === "form" ? Math.min(limits.max_form, limits.max_size) : limits.max_size;
  if (file.size <= max) return null;
  const isTooLongForForm = way === "form" && file.size <= limits.max_size;
  return [isTooLongForForm ? "too-long-form" : "too-long", { size: size(file.size), max: size(max) }];
}

/** What the browser's dialog offers first. */
export function accepted(limits) {
  const types = limits.types.filter((type) => !type.endsWith("*") || type.endsWith("/*"));
  return [...types, ENDINGS].join();
}
