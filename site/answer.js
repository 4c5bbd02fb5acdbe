// What the library says of a paste, as elements.

/** The lines to copy of a cause for a tool, from the table of the cause on this page. */
function settings(kind, sentence, tool) {
  const rows = [...(find(kind ?? "")?.querySelectorAll("tr[data-tool]") ?? [])];
  return rows
    .filter((row) => (!tool || row.dataset.tool === tool) && sentence.includes(row.dataset.about))
    .map((row) => ({ tool: row.dataset.tool, line: row.querySelector("code").textContent }));
}

function cureList(cause) {
  const tool = find("tool").value;
  const chosen = tool ? settings(cause.kind, cause.sentence, tool) : [];
  const all = chosen.length > 0 ? chosen : cause.cures ?? [];
  if (all.length === 0) return [];
  const missing = tool && chosen.length === 0 ? element("p", { class: "quiet" }, `No setting of ${tool} is known for this. Those of others:`) : null;
  const cures = all.map(({ tool: name, line }) => element("li", { class: "cure" },
    element("b", {}, name), element("code", {}, line), copyButton("Copy", line, `the setting of ${name}`)));
  const list = (items) => element("ul", { class: "cures" }, ...items);
  if (cures.length <= 4) return [missing, list(cures)];
  return [missing, element("details", {}, element("summary", {}, `What mends it, in ${cures.length} tools`), list(cures))];
}

/** What to do, from the entry of the cause, where there is no setting. */
function advice(kind) {
  const words = find(kind)?.querySelector(".do");
  return words ? element("p", {}, ...[...words.cloneNode(true).childNodes]) : null;
}

/** The way to the search, which is below all that is known without it. */
function searchButton() {
  if (find("secret").hidden) return null;
  const open = () => {
    find("secret").open = true;
    find("key-secret").focus();
  };
  return element("div", { class: "row" }, element("button", { type: "button", onclick: open }, "Search with the secret access key"));
}

function causeItem(cause, isFirst) {
  return element("li", { class: `cause ${cause.certainty}` },
    element("p", { class: "sentence" }, element("span", { class: "word" }, cause.certainty), cause.sentence),
    isFirst ? advice(cause.kind) : null,
    ...cureList(cause),
    cause.kind === "unknown" ? searchButton() : null,
    cause.kind && find(cause.kind) ? element("a", { class: "more", href: `#${cause.kind}` }, `More on ${cause.kind}`) : null);
}

function card(title, ...children) {
  return element("section", { class: "card", "aria-label": title }, element("h2", {}, title), ...children);
}

const CERTAINTIES = { proved: "what was pasted shows it", told: "the server says so", likely: "most often it is this" };

function causeCard(causes, title) {
  const items = causes.map((cause, at) => causeItem(cause, at === 0));
  const words = [...new Set(causes.map(({ certainty }) => certainty))].map((word) => `${word}: ${CERTAINTIES[word]}`);
  const legend = title === "Why" ? element("p", { class: "quiet" }, words.join("; ")) : null;
  return card(title, element("ul", { class: "causes" }, ...items), legend);
}

/** What the first column shows. A URL alone is what was signed and what was sent, unless somebody says otherwise. */
function firstSide({ parts }) {
  if (parts.includes("signed") || !parts.includes("url")) return "signed";
  return parts.includes("method") || parts.includes("headers") ? "sent" : "in the URL";
}

const UNKNOWN = "not known, or not there";

function side(value, pieces, name) {
  const content = value == null
    ? element("span", { class: "none" }, element("span", { "aria-hidden": "true" }, "–"), element("span", { class: "hidden" }, UNKNOWN))
    : element("code", {}, ...(pieces ? marked(pieces) : [value || "(empty)"]));
  return element("td", { class: name === "arrived" ? "is-arrived" : "is-signed", "data-side": name }, content);
}

const differs = ({ signed, received }) => signed != null && received != null && signed !== received;

/** All that was signed next to all that arrived: first what differs. */
function sides(lines, first) {
  const sorted = [...lines.filter(differs), ...lines.filter((line) => !differs(line))];
  const rows = sorted.map((it) => {
    const [left, right] = differs(it) ? differing(it.signed, it.received) : [];
    const isSame = it.signed != null && it.signed === it.received;
    return element("tr", { class: differs(it) ? "differs" : isSame && "same" },
      element("th", { scope: "row" }, it.line), side(it.signed, left, first), side(it.received, right, "arrived"));
  });
  const head = ["line", first, "arrived"].map((name) => element("th", { scope: "col" }, name));
  const table = element("table", { class: "sides" },
    element("colgroup", {}, element("col", { class: "name" }), element("col"), element("col")),
    element("thead", {}, element("tr", {}, ...head)), element("tbody", {}, ...rows));
  const hasUnknown = lines.some(({ signed, received }) => signed == null || received == null);
  return element("div", {}, table, hasUnknown ? element("p", { class: "quiet", "aria-hidden": "true" }, `–: ${UNKNOWN}`) : null);
}

function facts(inspection) {
  const { signed_at: signedAt, expires_at: expiresAt } = inspection;
  const key = inspection.access_key_id && `${inspection.access_key_id}${inspection.has_session_token ? ", temporary, with a session token" : ""}`;
  const rows = [
    ["signed with", inspection.signed_with ?? "nothing"],
    ["for", inspection.operation],
    ["host", inspection.host],
    ["path", inspection.path],
    ["access key ID", key],
    ["region, service", inspection.region && `${inspection.region}, ${inspection.service}`],
    ["signed", signedAt && time(signedAt)],
    ["valid", expiresAt && clock(signedAt, expiresAt)],
    ["headers to send", inspection.headers_to_send.length > 0 && `${inspection.headers_to_send.join(", ")}: with the values that were signed`],
  ].filter(([, value]) => value);
  return element("dl", { class: "facts" }, ...rows.flatMap(([name, value]) => [element("dt", {}, name), element("dd", {}, value)]));
}

/** The strings of a URL, as a server makes them of it. */
function strings({ canonical_request: canonical, string_to_sign: string, is_masked: isMasked }) {
  const block = (title, value) => [element("h3", {}, title), element("pre", { tabindex: 0, "aria-label": title }, value)];
  return card("What is signed", element("details", {}, element("summary", {}, "The canonical request and the string to sign of this request"),
    element("p", { class: "quiet" }, `As a server makes them of what was pasted.${isMasked ? " A secret in it is shown as …, so that its hash is not that of what is shown." : ""}`),
    ...block("Canonical request", canonical), ...block("String to sign", string)));
}

/** Lines that were not read are no reason why a request fails. */
const isUnread = ({ kind, sentence }) => kind === "no-answer" && sentence.startsWith("not read:");

const everything = ({ inspection, causes, comparison }) => (comparison ? comparison.causes : [...(inspection?.findings ?? []), ...causes]);

/** The causes first, then the two sides, then what was read. */
function cards(result) {
  const { read, inspection, comparison, signed } = result;
  const found = everything(result).filter((cause) => !isUnread(cause));
  const besides = comparison?.findings ?? [];
  const others = besides.filter((finding) => !isUnread(finding));
  const unread = [...everything(result), ...besides].filter(isUnread);
  const made = [];
  if (found.length > 0) made.push(causeCard(found, "Why"));
  else made.push(card("Nothing is wrong to be seen", element("p", {}, "The request itself shows no fault. Whether its signature is right, only the secret tells. If a server refuses it, paste the answer too."), searchButton()));
  if (comparison?.lines.length > 0) {
    const first = firstSide(read);
    const isBoth = comparison.lines.some(({ received }) => received != null);
    const title = isBoth ? `What ${first === "in the URL" ? "is in the URL" : `was ${first}`}, and what arrived` : "What is signed, as far as it is known";
    made.push(card(title, sides(comparison.lines, first)));
  }
  if (others.length > 0) made.push(causeCard(others, "Besides"));
  const { code = "", message = "" } = comparison ?? {};
  const answered = message.startsWith(code) ? message : `${code}${message && ": "}${message}`;
  made.push(card("What this is",
    element("p", {}, `${read.what[0].toUpperCase()}${read.what.slice(1)}.`),
    answered ? element("p", { class: "quiet" }, `The answer: ${answered}`) : null,
    ...unread.map(({ sentence }) => element("p", { class: "quiet" }, `N${sentence.slice(1)}`)),
    inspection ? facts(inspection) : null));
  if (signed && !comparison) made.push(strings(signed));
  return made;
}

/** The first sentence, for those who hear the page. */
function heard(result) {
  const first = everything(result).find((cause) => !isUnread(cause));
  return first ? `${first.certainty}: ${first.sentence}` : "Nothing is wrong to be seen";
}
