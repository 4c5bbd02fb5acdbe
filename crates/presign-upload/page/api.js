// What the page asks its own service.

import { Told, hasText } from "./text.js";

/** A refusal, in a sentence. */
export class ServiceError extends Told {
  constructor({ error, code }, status) {
    const key = `service-${code}`;
    super(hasText(key) ? key : "unexpected", { error: error ?? status });
    this.code = code;
    this.status = status;
  }
}

/** Nobody answered. */
export class NetworkFailure extends Told {}

async function call(method, path, body, signal) {
  const options = { method, signal };
  if (body !== undefined) {
    options.headers = { "content-type": "application/json" };
    options.body = JSON.stringify(body);
  }
  let response;
  let answer;
  try {
    response = await fetch(path, options);
    answer = response.status === 204 ? {} : await response.json();
  } catch (error) {
    if (signal?.aborted) throw error;
    throw new NetworkFailure("service-unreachable");
  }
  if (!response.ok) throw new ServiceError(answer, response.status);
  return answer;
}

export const limits = () => call("GET", "api/limits");

/** A page of the files, the newest first, and where the next one begins. */
export async function files(after, search) {
  const wanted = new URLSearchParams(Object.entries({ after, search }).filter(([, value]) => value));
  const answer = await call("GET", `api/files?${wanted}`);
  for (const file of answer.files) [file.show, file.download].forEach(setEnd);
  return answer;
}

/** A file, with fresh links that are good for so many seconds. */
export const file = (id, seconds) => call("GET", `api/files/${encodeURIComponent(id)}?expires=${seconds}`);

export const beginPut = (file) => call("POST", "api/uploads", file).then(withEnds);
export const beginForm = (file) => call("POST", "api/forms", file).then(withEnds);

export const renew = (id, numbers, signal) =>
  call("POST", `api/uploads/${id}/urls`, { parts: numbers }, signal).then(withEnds);

export const complete = (id, parts, signal) => call("POST", `api/uploads/${id}/complete`, { parts }, signal);

export const cancel = (id) => call("DELETE", `api/uploads/${id}`);

export const state = (id) => call("GET", `api/uploads/${id}`);

export const deleteFile = (id) => call("DELETE", `api/uploads/${id}/file`);

function withEnds(answer) {
  for (const part of answer.parts) setEnd(part.request);
  return answer;
}

// By a clock that nobody sets.
function setEnd(request) {
  if (request) request.endsAt = performance.now() + request.expires_in * 1000;
}

/** How many seconds a request is good for. */
export const secondsLeft = (request) => (request.endsAt - performance.now()) / 1000;
