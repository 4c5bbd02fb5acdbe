// For a server that receives signed requests, in Node, Deno and Bun.

import { Instance, PresignError } from './instance.js';
import { bytes, credentials, known, now, optionalWhole, pairs, text } from './options.js';
import compiled from './verify-module.js';

export { PresignError };

// As in src/sign.rs.
const [ACCESS_KEY_ID, VERIFY] = [9, 10];
const REQUEST = new Set(['method', 'url', 'headers', 'body']);
const OPTIONS = new Set(['credentials', 'region', 'service', 'now', 'maxExpires', 'clockSkew']);

let instance;

/** Verifies a request as it arrived. What does not verify throws, with the reason as its code. */
export function verify(request, options) {
  known(request ?? null, REQUEST, 'the request');
  known(options ?? null, OPTIONS, 'verify');
  if (!instance || instance.isStopped) instance = new Instance(compiled);
  const head = [text(request.method, 'method'), text(request.url, 'url'), ...pairs(headers(request.headers), 'headers')];
  let keys = options.credentials;
  if (typeof keys === 'function') {
    const id = instance.call(ACCESS_KEY_ID, 0, head);
    keys = keys(id);
    if (keys === undefined || keys === null) {
      throw new PresignError('InvalidAccessKeyId', 'the access key ID of the request is not known');
    }
  }
  const lines = instance.call(VERIFY, 0, [
    String(now(options)),
    text(options.region, 'region'),
    text(options.service, 'service'),
    optionalWhole(options.maxExpires, 'maxExpires'),
    optionalWhole(options.clockSkew, 'clockSkew'),
    ...credentials(keys),
    bytes(request.body, 'body'),
    ...head,
  ]).split('\n');
  const [accessKeyId, place, end, ...signedHeaders] = lines;
  return {
    accessKeyId,
    place,
    expiresAt: end === '' ? undefined : new Date(Number(end) * 1000),
    signedHeaders,
    isBodyVerified: request.body !== undefined && request.body !== null,
  };
}

/** Node's own form has arrays of what is repeated. */
function headers(values) {
  if (values === null || typeof values !== 'object' || typeof values[Symbol.iterator] === 'function') return values;
  const there = Object.entries(values).filter(([, value]) => value !== undefined);
  return there.flatMap(([name, value]) => [value].flat().map((one) => [name, one]));
}
