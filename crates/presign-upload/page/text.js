// Numbers and times, as people read them.

const UNITS = ["bytes", "KiB", "MiB", "GiB", "TiB"];

/** Such as "8 MiB" or "1.4 MiB". */
export function size(bytes) {
  if (bytes === 1) return "1 byte";
  let unit = 0;
  let number = bytes;
  while (number >= 1024 && unit < UNITS.length - 1) {
    number /= 1024;
    unit += 1;
  }
  const digits = unit === 0 || number >= 100 || Number.isInteger(number) ? 0 : 1;
  return `${number.toFixed(digits)} ${UNITS[unit]}`;
}

/** Such as "4:07". */
export function clock(seconds) {
  const whole = Math.max(0, Math.ceil(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
}

/** Such as "5 minutes". */
export function duration(seconds) {
  for (const [unit, length] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (seconds >= length && seconds % length === 0) return count(seconds / length, unit);
  }
  return count(seconds, "second");
}

/** Such as "2 min left". */
export function left(seconds) {
  if (seconds < 60) return `${Math.max(1, Math.round(seconds))} s left`;
  return seconds < 3600 ? `${Math.round(seconds / 60)} min left` : `${Math.round(seconds / 3600)} h left`;
}

/** Such as "1 part" or "3 parts". */
export function count(number, thing) {
  return `${number} ${thing}${number === 1 ? "" : "s"}`;
}

export function time(iso) {
  return new Date(iso).toLocaleString(undefined, { dateStyle: "medium", timeStyle: "short" });
}
