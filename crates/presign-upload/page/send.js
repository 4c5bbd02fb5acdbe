// One signed request to the bucket. XMLHttpRequest, since fetch cannot say how much of a body has been sent.

import { NetworkFailure } from "./api.js";
import { Told, hasText } from "./text.js";

/** The bucket says no: in a sentence, with its code for the small print. */
export class Refused extends Told {
  constructor(status, code, reason) {
    super("bucket-refused");
    Object.assign(this, { status, code, reason });
    // Nothing is changed on the way from the service to the bucket.
    const key = code === "SignatureDoesNotMatch" ? "bucket-SignatureUnchanged" : `bucket-${code}`;
    if (this.saysEnded) this.told = ["url-expired"];
    else if (hasText(key)) this.told = [key];
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
  xhr.addEventListener("error", () => reject(new NetworkFailure("bucket-broke-off")));
  xhr.addEventListener("abort", () => reject(new DOMException("", "AbortError")));
  const stop = () => xhr.abort();
  signal?.addEventListener("abort", stop);
  xhr.send(request.fields ? form(request.fields, blob) : blob);
  return promise.finally(() => signal?.removeEventListener("abort", stop));
}

/** Whether the bucket answers to whoever does not look at the answer, as a page may not without CORS rules. */
export async function answersWithoutCors({ url }) {
  try {
    await fetch(new URL(url).origin, { mode: "no-cors", cache: "no-store" });
    return true;
  } catch {
    return false;
  }
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
