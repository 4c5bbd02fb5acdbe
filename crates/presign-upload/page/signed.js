// A signed request taken apart.

import { secondsLeft } from "./api.js";
import { button, byId, element } from "./dom.js";
import { experiments } from "./misuse.js";
import { SENT_BY_BROWSER } from "./send.js";
import { clock, duration } from "./text.js";

// By names in lower case: forms write them so.
const MEANINGS = {
  "x-amz-algorithm": () => "HMAC with SHA-256",
  "x-amz-credential": (value) => {
    const [id, day, region, service] = value.split("/");
    return `the key ${id}, for the day ${day}, the region ${region} and the service ${service}`;
  },
  "x-amz-date": () => "when it was signed, in UTC",
  "x-amz-expires": (value) => `good for ${duration(Number(value))} from then on`,
  "x-amz-signedheaders": () => "headers that must be sent as they were signed",
  "x-amz-security-token": () => "the token of temporary credentials",
  "x-amz-signature": () => "over all of this",
  "response-content-disposition": () => "whether the browser shows or saves it",
  partnumber: () => "which part of the object",
  uploadid: () => "which upload the part is of",
  "content-type": () => "the object's type: no other is taken",
  "content-length": () => "in bytes: no other is taken",
  "if-none-match": () => "only if nothing is there: it is never replaced",
  "x-amz-checksum-sha256": () => "the SHA-256 in base64: no other bytes are taken",
  key: () => "chosen by the service",
  policy: () => "what is signed, in base64: see below",
};

let subject = null;
let shown = null;
let opener = null;

const panel = element("section", { class: "signed", "aria-labelledby": "signed-title" },
  element("div", { class: "head" },
    element("h3", { id: "signed-title", tabindex: -1 }, "What was signed"), button("Close", "close", hideSigned)),
  element("div", { id: "signed" }));
panel.addEventListener("keydown", (event) => {
  if (event.key === "Escape") hideSigned();
});

/** Shows a request in its row, or on a narrow screen as a sheet. `content` of the subject gives a part's bytes. */
export function showSigned(newSubject, row, control) {
  if (isShown(newSubject.of)) return hideSigned();
  subject = newSubject;
  [shown, opener] = [null, control];
  row.append(panel);
  refresh();
  byId("signed-title").focus();
}

export function hideSigned() {
  subject = null;
  panel.remove();
  if (opener?.isConnected) opener.focus();
}

export const isShown = (other) => subject?.of === other;

/** Shows it anew if it was signed anew. */
export function refresh() {
  if (!subject) return;
  const part = subject.parts.find((part) => part.request);
  if (!part || part.request === shown?.request) return;
  shown = { request: part.request, end: element("p", { class: "end", id: "signed-end" }) };
  byId("signed").replaceChildren(...view(part));
  tick();
}

function view(part) {
  const { request } = part;
  const pieces = [
    element("p", { class: "subject" }, element("strong", { class: "method" }, request.method), ` ${subject.title}`),
    shown.end,
    ...(request.fields ? formView(request) : urlView(request)),
    headersView(request),
    experiments(subject, part),
  ];
  return pieces.filter(Boolean);
}

function urlView(request) {
  const url = new URL(request.url);
  const address = [["Host", url.origin, "it is signed too"], ["Path", decodeURIComponent(url.pathname), "bucket and key"]];
  return [table("Address", address), table("Parameters of the URL", [...url.searchParams].map(explained))];
}

function formView(request) {
  const policy = request.fields.find(([name]) => name === "policy")[1];
  return [
    table("Address", [["URL", request.url, "the bucket"]]),
    table("Fields of the form", request.fields.map(explained)),
    element("h4", {}, "Policy"),
    element("pre", { id: "policy" }, atob(policy).replaceAll(/([\]}]),(?=[[{])/g, "$1,\n")),
  ];
}

function headersView(request) {
  if (request.fields) return null;
  if (request.headers.length === 0) return null;
  const rows = request.headers.map(([name, value]) => {
    const [, , meaning] = explained([name, value]);
    return [name, value, SENT_BY_BROWSER.includes(name) ? `${meaning}; the browser sends it` : meaning];
  });
  return table("Headers to send", rows);
}

function explained([name, value]) {
  const meaning = MEANINGS[name.toLowerCase()];
  return [name, value, meaning ? meaning(value) : ""];
}

function table(title, rows) {
  const pairs = rows.map(([name, value, meaning]) => element("div", {},
    element("dt", {}, name),
    element("dd", {}, element("code", { "data-name": name }, value), element("span", { class: "meaning" }, meaning))));
  return element("div", {}, element("h4", {}, title), element("dl", {}, ...pairs));
}

function tick() {
  if (!subject || !shown) return;
  const left = secondsLeft(shown.request);
  shown.end.textContent = left > 0 ? `Good for another ${clock(left)}` : "It has ended: the bucket refuses it now.";
  shown.end.classList.toggle("is-over", left <= 0);
}

setInterval(tick, 1000);
