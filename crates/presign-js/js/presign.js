// Buckets and signers: what the entries for each runtime export.

import { Instance, PresignError } from './instance.js';
import {
  bytes, credentials, expiresIn, flag, known, now, optional, optionalWhole, pairs, sha256, text, times, whole,
} from './options.js';

export { PresignError };

// As in src/sign.rs.
const [NEW_BUCKET, NEW_SIGNER, SET_CREDENTIALS, FREE, OPERATION, MANY, POST, REQUEST] = Array(8).keys();

const names = (...names) => new Set(names);
const BUCKET = names(
  'bucket', 'region', 'provider', 'account', 'endpoint', 'customDomain', 'forcePathStyle', 'credentials', 'fullLifetime',
);
const SIGNER = names('region', 'service', 'credentials', 'fullLifetime');
const COMMON = names('expiresIn', 'now', 'window');
const GET = names(...COMMON, 'filename', 'contentType', 'versionId');
const PUT = names(...COMMON, 'contentType', 'contentLength', 'sha256', 'metadata', 'ifNoneMatch');
const PART = names(...COMMON, 'contentLength', 'sha256');
const DELETE = names(...COMMON, 'versionId');
const FORM = names('expiresIn', 'now', 'minLength', 'maxLength', 'contentType', 'fields', 'startsWith');
const URL_OF_REQUEST = names('expiresIn', 'now');
const NOW = names('now');
const REQUEST_OF = names('method', 'url', 'headers', 'body', 'payloadHash');

const NOTHING = Object.freeze({});
/** How many keys are handed over at once: URLs of 1,000 are about half a megabyte. */
const BATCH = 1000;

let module;
let instance;

/** Sets the compiled module: the entry for each runtime knows where it is. */
export function use(compiled) {
  module = compiled;
}

/** The instance that all share, unless a call of it has stopped. */
function current() {
  if (!instance || instance.isStopped) instance = new Instance(module);
  return instance;
}

/** What becomes of a secret whose owner forgets `dispose`. */
const forgotten =
  typeof FinalizationRegistry === 'function'
    ? new FinalizationRegistry(({ instance, handle }) => instance.isStopped || instance.call(FREE, handle, []))
    : { register() {}, unregister() {} };

/** Something in the module's memory that has a secret. */
class Keeper {
  #instance = current();
  #handle;

  constructor(name, fields) {
    this.#handle = Number(this.#instance.call(name, 0, fields));
    forgotten.register(this, { instance: this.#instance, handle: this.#handle }, this);
  }

  call(name, fields) {
    return this.#instance.call(name, this.#alive(), fields);
  }

  get(key, expiresIn, now) {
    return this.#instance.get(this.#alive(), key, expiresIn, now);
  }

  get expiresAt() {
    return this.#instance.expiresAt;
  }

  dispose() {
    if (this.#handle === undefined) return;
    if (!this.#instance.isStopped) this.#instance.call(FREE, this.#handle, []);
    this.#handle = undefined;
    forgotten.unregister(this);
  }

  #alive() {
    if (this.#handle === undefined) throw new PresignError('disposed', 'this was disposed of, with its secret');
    return this.#handle;
  }
}

/** A bucket, which signs without waiting: nothing here is asynchronous. */
export class Bucket {
  #keeper;

  constructor(options) {
    known(options, BUCKET, 'Bucket');
    this.#keeper = new Keeper(NEW_BUCKET, [
      text(options.bucket, 'bucket'),
      optional(options.region, 'region'),
      optional(options.provider, 'provider'),
      optional(options.account, 'account'),
      optional(options.endpoint, 'endpoint'),
      optional(options.customDomain, 'customDomain'),
      flag(options.forcePathStyle, 'forcePathStyle'),
      flag(options.fullLifetime, 'fullLifetime'),
      ...credentials(options.credentials),
    ]);
  }

  get(key, options = NOTHING) {
    known(options, GET, 'get');
    const members = ofGet(options);
    if (members.length > 0 || options.window !== undefined) return this.#presign('GetObject', key, members, options);
    const url = this.#keeper.get(text(key, 'key'), expiresIn(options), now(options));
    return new Presigned(url, 'GET', NOTHING, this.#keeper.expiresAt);
  }

  put(key, options = NOTHING) {
    known(options, PUT, 'put');
    const members = ofBody(options);
    if (options.contentType !== undefined) members.push('content-type', text(options.contentType, 'contentType'));
    if (options.ifNoneMatch !== undefined) members.push('if-none-match', text(options.ifNoneMatch, 'ifNoneMatch'));
    const metadata = pairs(options.metadata, 'metadata');
    metadata.forEach((part, at) => members.push(at % 2 === 0 ? `x-amz-meta-${part}` : part));
    return this.#presign('PutObject', key, members, options);
  }

  delete(key, options = NOTHING) {
    known(options, DELETE, 'delete');
    return this.#presign('DeleteObject', key, ofVersion(options), options);
  }

  part(key, uploadId, number, options = NOTHING) {
    known(options, PART, 'part');
    const members = ['partNumber', String(whole(number, 'number')), 'uploadId', text(uploadId, 'uploadId')];
    return this.#presign('UploadPart', key, [...members, ...ofBody(options)], options);
  }

  /** Any operation by S3's name of it; `key` is null for one on the bucket itself. */
  operation(name, key, members = NOTHING, options = NOTHING) {
    known(options, COMMON, 'operation');
    return this.#presign(text(name, 'name'), key, pairs(members, 'members'), options);
  }

  /** The same with the signature in headers: for a request that is sent from here. */
  sign(name, key, members = NOTHING, options = NOTHING) {
    known(options, NOW, 'sign');
    return signed(this.#operation(text(name, 'name'), key, pairs(members, 'members'), options, 'true'));
  }

  post(key, options = NOTHING) {
    known(options, FORM, 'post');
    if (options.maxLength === undefined) {
      throw new PresignError('invalid-argument', 'maxLength is missing: say how many bytes an upload may have at most');
    }
    const exact = pairs(options.fields, 'fields');
    if (options.contentType !== undefined) exact.push('Content-Type', text(options.contentType, 'contentType'));
    const lines = this.#keeper.call(POST, [
      ...times(options),
      text(key, 'key'),
      optionalWhole(options.minLength, 'minLength'),
      optionalWhole(options.maxLength, 'maxLength'),
      String(exact.length / 2),
      ...exact,
      ...pairs(options.startsWith, 'startsWith'),
    ]).split('\n');
    return { url: lines[0], fields: record(lines, 2), expiresAt: date(lines[1]) };
  }

  /** The URLs of many keys, in their order. */
  getMany(keys, options = NOTHING) {
    known(options, GET, 'getMany');
    const members = ofGet(options);
    // One time for all of them.
    const start = [...times(options), String(members.length / 2), ...members];
    const urls = [];
    if (typeof keys === 'string' || typeof keys?.[Symbol.iterator] !== 'function') {
      throw new PresignError('invalid-argument', 'keys is not a list of strings');
    }
    const all = Array.from(keys);
    for (let at = 0; at < all.length; at += BATCH) {
      const batch = all.slice(at, at + BATCH);
      batch.forEach((key, index) => named(at + index, () => text(key, 'key')));
      const lines = named(at, () => this.#keeper.call(MANY, [...start, ...batch]));
      for (const url of lines.split('\n')) urls.push(url);
    }
    return urls;
  }

  setCredentials(value) {
    this.#keeper.call(SET_CREDENTIALS, credentials(value));
  }

  /** Wipes the secret and the day's key in the module's memory. */
  dispose() {
    this.#keeper.dispose();
  }

  [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() {
    this.dispose();
  }

  #presign(name, key, members, options) {
    return presigned(this.#operation(name, key, members, options, 'false'));
  }

  #operation(name, key, members, options, isHeaders) {
    return this.#keeper.call(OPERATION, [...times(options), isHeaders, name, optional(key, 'key'), ...members]);
  }
}

/** Signs requests to any service. */
export class Signer {
  #keeper;

  constructor(options) {
    known(options, SIGNER, 'Signer');
    const place = [text(options.region, 'region'), text(options.service, 'service')];
    this.#keeper = new Keeper(NEW_SIGNER, [
      ...place, flag(options.fullLifetime, 'fullLifetime'), ...credentials(options.credentials),
    ]);
  }

  /** With the signature in headers, all of which are to be sent. */
  sign(request, options = NOTHING) {
    known(options, NOW, 'sign');
    return signed(this.#keeper.call(REQUEST, [null, String(now(options)), ...ofRequest(request)]));
  }

  /** With the signature in the URL. */
  presign(request, options = NOTHING) {
    known(options, URL_OF_REQUEST, 'presign');
    const seconds = [String(expiresIn(options)), String(now(options))];
    return presigned(this.#keeper.call(REQUEST, [...seconds, ...ofRequest(request)]));
  }

  setCredentials(value) {
    this.#keeper.call(SET_CREDENTIALS, credentials(value));
  }

  dispose() {
    this.#keeper.dispose();
  }

  [Symbol.dispose ?? Symbol.for('Symbol.dispose')]() {
    this.dispose();
  }
}

/** A URL, and what has to be sent with it: `fetch(presigned.url, presigned)`. */
class Presigned {
  constructor(url, method, headers, expiresAt) {
    this.url = url;
    this.method = method;
    this.headers = headers;
    this.expiresAt = expiresAt;
  }

  toString() {
    return this.url;
  }
}

function presigned(text) {
  const lines = text.split('\n');
  return new Presigned(lines[0], lines[1], record(lines, 3), date(lines[2]));
}

function signed(text) {
  const lines = text.split('\n');
  return { url: lines[0], method: lines[1], headers: record(lines, 3) };
}

const date = (seconds) => new Date(Number(seconds) * 1000);

/** Names and values, from a line on. */
function record(lines, from) {
  if (lines.length === from) return NOTHING;
  const entries = new Map();
  for (let at = from; at < lines.length; at += 2) {
    const before = entries.get(lines[at]);
    entries.set(lines[at], before === undefined ? lines[at + 1] : `${before},${lines[at + 1]}`);
  }
  return Object.fromEntries(entries);
}

/** Adds to an error which of many it is about. */
function named(index, run) {
  try {
    return run();
  } catch (error) {
    if (error instanceof PresignError && error.code !== 'stopped') error.index = index + (error.index ?? 0);
    throw error;
  }
}

function ofGet(options) {
  const members = ofVersion(options);
  if (options.filename !== undefined) members.push('filename', text(options.filename, 'filename'));
  if (options.contentType !== undefined) members.push('response-content-type', text(options.contentType, 'contentType'));
  return members;
}

function ofVersion({ versionId }) {
  return versionId === undefined ? [] : ['versionId', text(versionId, 'versionId')];
}

function ofBody(options) {
  const members = [];
  const length = optionalWhole(options.contentLength, 'contentLength');
  if (length !== null) members.push('content-length', length);
  if (options.sha256 !== undefined) members.push('x-amz-checksum-sha256', sha256(options.sha256));
  return members;
}

function ofRequest(request) {
  known(request ?? null, REQUEST_OF, 'the request');
  return [
    text(request.method ?? 'GET', 'method'),
    text(request.url instanceof URL ? request.url.href : request.url, 'url'),
    bytes(request.body, 'body'),
    optional(request.payloadHash, 'payloadHash'),
    ...pairs(request.headers, 'headers'),
  ];
}
