// Numbers and times, as people read them.

const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"];

/** A size, such as "8 MiB" or "1.4 MiB". */
export function size(bytes) {
  if (bytes === 1) return "1 byte";
  let unit = 0;
  let number = bytes;
  while (number >= 1024 && unit < UNITS.length - 1) {
    number /= 1024;
    unit += 1;
  }
  const digits = number >= 100 || Number.isInteger(number) ? 0 : 1;
  return `${number.toFixed(digits)} ${UNITS[unit]}`;
}

/** Seconds as on a clock, such as "4:07". */
export function clock(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Seconds in words, such as "5 minutes". */
export function duration(seconds) {
  for (const [unit, length] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (seconds >= length && seconds % length === 0) return count(seconds / length, unit);
  }
  return count(seconds, "second");
}

/** A number of things, such as "1 part" or "3 parts". */
export function count(number, thing) {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

/** When something was, in the reader's own time and manner. */
export function time(iso) {
  return new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}
