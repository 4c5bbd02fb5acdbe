// A signed request taken apart: what each piece of it says, and how long it is good for.

import { secondsLeft } from "./api.js";
import { byId, element } from "./dom.js";
import { experiments } from "./misuse.js";
import { SENT_BY_BROWSER } from "./send.js";
import { clock, duration } from "./text.js";

const MEANINGS = {
  "X-Amz-Algorithm": () => "how it is signed: HMAC with SHA-256",
  "X-Amz-Credential": (value) => {
    const [id, day, region, service] = value.split("/");
    return `whose key (${id}), and for what: the day ${day}, the region ${region}, the service ${service}`;
  },
  "X-Amz-Date": () => "when it was signed, in UTC",
  "X-Amz-Expires": (value) => `good for ${duration(Number(value))} from then on`,
  "X-Amz-SignedHeaders": () => "the headers that must be sent as they were signed",
  "X-Amz-Security-Token": () => "the token of temporary credentials",
  "X-Amz-Signature": () => "over all of the above, the method and the path",
  "response-content-disposition": () => "how the bucket is to tell the browser to show or save it",
  "response-content-type": () => "the type that the bucket is to give",
  partNumber: () => "which part of the object",
  uploadId: () => "which upload the part belongs to",
  "content-type": () => "the object's type: no other is taken",
  "content-length": () => "the length in bytes: no other is taken",
  "if-none-match": () => "only if nothing is there: it is never replaced",
  "x-amz-checksum-sha256": () => "the SHA-256 in base64: no other bytes are taken",
  key: () => "the object's key, which the service chose",
  policy: () => "what is signed, in base64; as text it is below",
  success_action_status: () => "how the bucket is to answer",
  "x-amz-algorithm": () => MEANINGS["X-Amz-Algorithm"](),
  "x-amz-credential": (value) => MEANINGS["X-Amz-Credential"](value),
  "x-amz-date": () => MEANINGS["X-Amz-Date"](),
  "x-amz-security-token": () => MEANINGS["X-Amz-Security-Token"](),
  "x-amz-signature": () => "over the policy",
};

let subject = null;
let shown = null;

/**
 * Shows what was signed. `subject` has a title, the kind, parts with their requests, and `content`, which gives a part's
 * bytes if there are any.
 */
export function showSigned(newSubject, { focus = false } = {}) {
  subject = newSubject;
  shown = null;
  refresh();
  if (focus) byId("signed-title").focus();
}

export const isShown = (other) => subject?.of === other;

/** Shows it anew if it was signed anew. */
export function refresh() {
  if (!subject) return;
  const part = chosenPart();
  if (!part.request || part.request === shown?.request) return;
  shown = { request: part.request, end: element("p", { class: "end", id: "signed-end" }) };
  byId("signed").replaceChildren(...view(part));
  tick();
}

function chosenPart() {
  return subject.parts.find((part) => part.number === subject.number) ?? subject.parts[0];
}

function view(part) {
  const { request } = part;
  const pieces = [
    element("p", { class: "subject" }, element("strong", { class: "method" }, request.method), ` ${subject.title}`),
    subject.parts.length > 1 ? partChoice(part) : null,
    shown.end,
    ...(request.fields ? formView(request) : urlView(request)),
    headersView(request),
    experiments(subject, part),
  ];
  return pieces.filter(Boolean);
}

function partChoice(part) {
  const onchange = (event) => {
    subject.number = Number(event.target.value);
    shown = null;
    refresh();
  };
  const options = subject.parts.map(({ number, request }) =>
    element("option", { value: number, selected: number === part.number, disabled: !request }, number));
  return element("p", {}, element("label", {}, "Part ", element("select", { id: "signed-part", onchange }, ...options)));
}

function urlView(request) {
  const url = new URL(request.url);
  return [
    table("Address", [
      ["Scheme and host", url.origin, "where it goes; the host is signed too"],
      ["Path", decodeURIComponent(url.pathname), "the bucket and the key, or the key alone if the bucket is in the host"],
    ]),
    table("Parameters of the URL", [...url.searchParams].map(explained)),
  ];
}

function formView(request) {
  const policy = request.fields.find(([name]) => name === "policy")[1];
  return [
    table("Address", [["URL", request.url, "where the form goes: the bucket"]]),
    table("Fields of the form", request.fields.map(explained)),
    element("h3", {}, "Policy"),
    element("pre", { id: "policy" }, policyText(JSON.parse(atob(policy)))),
  ];
}

/** A policy with a line for each condition. */
function policyText({ expiration, conditions }) {
  const lines = conditions.map((condition) => `  ${JSON.stringify(condition)}`);
  return `expiration: ${expiration}\nconditions:\n${lines.join("\n")}`;
}

function headersView(request) {
  if (request.fields) return null;
  if (request.headers.length === 0) return element("p", { class: "quiet" }, "No header is signed but the host.");
  const rows = request.headers.map(([name, value]) => {
    const [, , meaning] = explained([name, value]);
    return [name, value, SENT_BY_BROWSER.includes(name) ? `${meaning}; the browser sends it` : meaning];
  });
  return table("Headers to send", rows);
}

function explained([name, value]) {
  const meaning = MEANINGS[name] ?? MEANINGS[name.toLowerCase()];
  return [name, value, meaning ? meaning(value) : ""];
}

/** Names, values and meanings. A list, since a table is too wide for a narrow screen. */
function table(title, rows) {
  const pairs = rows.flatMap(([name, value, meaning]) => [
    element("dt", {}, name),
    element("dd", {}, element("code", { "data-name": name }, value), element("span", { class: "meaning" }, meaning)),
  ]);
  return element("div", {}, element("h3", {}, title), element("dl", {}, ...pairs));
}

function tick() {
  if (!shown) return;
  const left = secondsLeft(shown.request);
  shown.end.textContent = left > 0 ? `Good for another ${clock(left)}` : "It has ended: the bucket refuses it now.";
  shown.end.classList.toggle("is-over", left <= 0);
}

setInterval(tick, 1000);
