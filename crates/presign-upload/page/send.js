// One signed request to the bucket. XMLHttpRequest, since fetch cannot say how much of a body has been sent.

import { NetworkFailure } from "./api.js";

// What the bucket's codes mean to whoever uploads.
const SENTENCES = {
  AccessDenied: "The bucket does not allow this.",
  BadDigest: "Other bytes arrived than were hashed: the file has changed.",
  EntityTooLarge: "The file is larger than what was signed for.",
  InvalidPolicyDocument: "The form is not what its policy allows.",
  MalformedPOSTRequest: "The bucket cannot read the form: it may be too long.",
  NoSuchUpload: "The upload was cancelled, completed or given up.",
  PreconditionFailed: "Something is at this key already, and it is not replaced.",
  RequestTimeout: "The bucket waited too long for the file.",
  SignatureDoesNotMatch: "This is not the request that was signed: something has been changed.",
  SlowDown: "The bucket is too busy just now.",
};

/** The bucket says no: in a sentence, with its code for the small print. */
export class Refused extends Error {
  constructor(status, code, reason) {
    super("The bucket does not take this.");
    Object.assign(this, { status, code, reason });
    this.message = this.saysEnded ? "The URL has expired." : SENTENCES[code] ?? "The bucket refused the request.";
    this.small = `${status} ${code}`.trim();
  }

  /** Whether the URL has ended. Servers differ in how they say so. */
  get saysEnded() {
    return (this.status === 403 || this.status === 400) && /expired/i.test(`${this.code} ${this.reason}`) &&
      this.code !== "ExpiredToken";
  }
}

/** Headers that are signed but that no page may set: the browser does. */
export const SENT_BY_BROWSER = ["content-length", "host"];

/** `progress` is told how many bytes have gone. */
export function send(request, blob, { signal, progress = () => {} } = {}) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const xhr = new XMLHttpRequest();
  xhr.open(request.method, request.url);
  xhr.responseType = "document";
  for (const [name, value] of request.headers) {
    if (!SENT_BY_BROWSER.includes(name)) xhr.setRequestHeader(name, value);
  }
  xhr.upload.addEventListener("progress", (event) => progress(Math.min(event.loaded, blob.size)));
  xhr.addEventListener("load", () => {
    if (xhr.status < 300) resolve({ status: xhr.status, etag: xhr.getResponseHeader("etag") });
    else reject(refusal(xhr));
  });
  xhr.addEventListener("error", () => reject(new NetworkFailure("The connection to the bucket broke off.")));
  xhr.addEventListener("abort", () => reject(new DOMException("It was stopped.", "AbortError")));
  const stop = () => xhr.abort();
  signal?.addEventListener("abort", stop);
  xhr.send(request.fields ? form(request.fields, blob) : blob);
  return promise.finally(() => signal?.removeEventListener("abort", stop));
}

/** The bucket ignores what follows the file. */
function form(fields, blob) {
  const data = new FormData();
  for (const [name, value] of fields) data.append(name, value);
  data.append("file", blob);
  return data;
}

function refusal(xhr) {
  const text = (name) => xhr.response?.querySelector(name)?.textContent ?? "";
  return new Refused(xhr.status, text("Code"), text("Message"));
}
