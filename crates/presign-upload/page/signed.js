// A signed request taken apart.

import { secondsLeft } from "./api.js";
import { button, byId, element, worded } from "./dom.js";
import { experiments } from "./misuse.js";
import { SENT_BY_BROWSER } from "./send.js";
import { content } from "./states.js";
import { clock, duration, hasText, text } from "./text.js";

// What a meaning needs of the value.
const VALUES = {
  "x-amz-credential": (value) => {
    const [id, day, region, service] = value.split("/");
    return { id, day, region, service };
  },
  "x-amz-expires": (value) => ({ life: duration(Number(value)) }),
};

let subject = null;
let number = 1;
let shown = null;
let opener = null;

const panel = element("section", { class: "signed", "aria-labelledby": "signed-title" },
  element("div", { class: "head" },
    worded("h3", "signed", { id: "signed-title", tabindex: -1 }),
    element("div", { class: "buttons" },
      element("a", { id: "signed-link", "data-do": "link", "data-text": "link-to-this" }, text("link-to-this")),
      button("close", "close", hideSigned))),
  element("div", { id: "signed-part" }),
  element("div", { id: "signed" }));
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hideSigned();
});

export function subjectOfUpload(upload) {
  const { kind, parts, path, key } = upload;
  return { of: upload, file: key, title: () => path, kind, parts, content: (part) => content(upload, part) };
}

/** Shows a request in its row, or on a narrow screen as a sheet. `content` of the subject gives a part's bytes. */
export function showSigned(newSubject, row, control, part) {
  if (isShown(newSubject.of) && !part) return hideSigned();
  subject = newSubject;
  [shown, opener] = [null, control];
  number = part ?? subject.parts.find(({ request }) => request)?.number ?? 1;
  row.append(panel);
  showChoice();
  refresh();
  byId("signed-title").focus();
}

export function hideSigned() {
  subject = null;
  panel.remove();
  if (location.hash) history.replaceState(null, "", location.pathname + location.search);
  if (opener?.isConnected) opener.focus();
}

export const isShown = (other) => subject?.of === other;

/** What the address asks for: the end of a key, and the number of a part. */
export function linked() {
  const wanted = new URLSearchParams(location.hash.slice(1));
  return { file: wanted.get("signed"), number: Number(wanted.get("part")) || undefined };
}

/** In another language. */
export function redrawSigned() {
  if (!subject) return;
  shown = null;
  showChoice();
  refresh();
}

/** One of several parts is chosen by its number: a list of 10,000 would be none. */
function showChoice() {
  const { parts } = subject;
  const place = byId("signed-part");
  place.hidden = parts.length < 2;
  const field = element("input", { type: "number", id: "signed-number", min: 1, max: parts.length, value: number });
  field.addEventListener("input", () => {
    if (!parts[field.valueAsNumber - 1]) return;
    number = field.valueAsNumber;
    refresh();
  });
  place.replaceChildren(element("label", {}, `${text("signed-part")} `, field), ` ${text("of-parts", { count: parts.length })}`);
}

/** Shows it anew if it was signed anew. */
export function refresh() {
  if (!subject) return;
  const part = subject.parts[number - 1];
  if (shown && part?.request === shown.request && shown.number === number) return;
  shown = { number, request: part?.request, end: element("p", { class: "end", id: "signed-end" }) };
  byId("signed-link").href = `#${new URLSearchParams({ signed: subject.file, part: number })}`;
  const unsigned = element("p", { class: "quiet" }, text("part-unsigned"));
  byId("signed").replaceChildren(...(part?.request ? view(part) : [unsigned]));
  tick();
}

function view(part) {
  const { request } = part;
  const pieces = [
    element("p", { class: "subject" }, element("strong", { class: "method" }, request.method), ` ${subject.title()}`),
    shown.end,
    ...(request.fields ? formView(request) : urlView(request)),
    headersView(request),
    experiments(subject, part),
  ];
  return pieces.filter(Boolean);
}

function urlView(request) {
  const url = new URL(request.url);
  const address = [
    [text("host"), url.origin, text("host-signed")],
    [text("path"), decodeURIComponent(url.pathname), text("bucket-and-key")],
  ];
  return [table("address", address), table("url-parameters", [...url.searchParams].map(explained))];
}

function formView(request) {
  const policy = request.fields.find(([name]) => name === "policy")[1];
  return [
    table("address", [["URL", request.url, text("the-bucket")]]),
    table("form-fields", request.fields.map(explained)),
    element("h4", {}, text("policy")),
    element("pre", { id: "policy" }, atob(policy).replaceAll(/([\]}]),(?=[[{])/g, "$1,\n")),
  ];
}

function headersView(request) {
  if (request.fields || request.headers.length === 0) return null;
  const rows = request.headers.map(([name, value]) => {
    const [, , meaning] = explained([name, value]);
    return [name, value, SENT_BY_BROWSER.includes(name) ? text("browser-sends", { meaning }) : meaning];
  });
  return table("headers", rows);
}

// Forms write names in lower case.
function explained([name, value]) {
  const known = name.toLowerCase();
  const key = `means-${known}`;
  if (known === "host") return [name, value, text("host-signed")];
  return [name, value, hasText(key) ? text(key, VALUES[known]?.(value)) : ""];
}

function table(title, rows) {
  const pairs = rows.map(([name, value, meaning]) => element("div", {},
    element("dt", {}, name),
    element("dd", {}, element("code", { "data-name": name }, value), element("span", { class: "meaning" }, meaning))));
  return element("div", {}, element("h4", {}, text(title)), element("dl", {}, ...pairs));
}

function tick() {
  if (!subject || !shown?.request) return;
  const left = secondsLeft(shown.request);
  shown.end.textContent = left > 0 ? text("good-for", { clock: clock(left) }) : text("has-ended");
  shown.end.classList.toggle("is-over", left <= 0);
}

setInterval(tick, 1000);
