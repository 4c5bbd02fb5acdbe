// Times, as people read them.

/** A time as the library writes it, as a date. */
const date = (stamp) => new Date(stamp);

const local = (when) => when.toLocaleString(undefined, { dateStyle: "medium", timeStyle: "long" });

/** Such as "2 h 5 min", in two units at most. */
function span(seconds) {
  const units = [["d", 86400], ["h", 3600], ["min", 60], ["s", 1]];
  const words = [];
  let rest = Math.max(0, Math.floor(seconds));
  for (const [unit, length] of units) {
    const count = Math.floor(rest / length);
    if (count > 0 || (unit === "s" && words.length === 0)) words.push(`${count} ${unit}`);
    rest -= count * length;
    if (words.length === 2) break;
  }
  return words.join(" ");
}

/** A time in the zone of the reader, with that of the protocol. */
function time(stamp) {
  return element("time", { datetime: stamp }, `${local(date(stamp))} (${stamp})`);
}

/** How long a URL is still valid, or since when it is not: it runs. */
function clock(signedAt, expiresAt) {
  const [from, until] = [date(signedAt ?? NaN), date(expiresAt)];
  const words = element("span", { class: "clock" });
  const done = element("span");
  const bar = element("div", { class: "life", "aria-hidden": "true" }, done);
  const show = () => {
    const left = (until - Date.now()) / 1000;
    words.textContent = left >= 0 ? `${span(left)} left` : `expired ${span(-left)} ago`;
    words.className = `clock ${left >= 0 ? "is-good" : "is-over"}`;
    bar.className = `life ${words.className}`;
    const share = Math.min(1, Math.max(0, (Date.now() - from) / (until - from)));
    done.style.width = `${100 * (Number.isNaN(share) ? 1 : share)}%`;
  };
  show();
  const timer = setInterval(() => (words.isConnected ? show() : clearInterval(timer)), 1000);
  return element("div", {}, words, `: until ${local(until)} (${expiresAt})`, bar);
}
