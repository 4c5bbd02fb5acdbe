// What callers hand in, checked: nothing is dropped in silence.

import { PresignError } from './instance.js';

/** The end of the last year that has four digits. */
const LAST_SECOND = 253_402_300_799;

const refused = (sentence) => new PresignError('invalid-argument', sentence);

/** Refuses options that a function does not know. Those that are undefined are as good as absent. */
export function known(options, names, what) {
  if (options === null || typeof options !== 'object') throw refused(`the options of ${what} are not an object`);
  for (const name of Object.keys(options)) {
    if (!names.has(name) && options[name] !== undefined) {
      throw new PresignError('unknown-option', `${what} has no option ${name}: it has ${[...names].join(', ')}`);
    }
  }
}

const LONE = /\p{Surrogate}/u;
const isWellFormed = String.prototype.isWellFormed
  ? (text) => text.isWellFormed()
  : (text) => !LONE.test(text);

/** A string that has a form in UTF-8. */
export function text(value, what) {
  if (typeof value !== 'string') throw refused(`${what} is not a string`);
  if (!isWellFormed(value)) throw refused(`${what} has half of a character: a surrogate without the other one`);
  return value;
}

/** A string, or null if there is none. */
export const optional = (value, what) => (value === undefined || value === null ? null : text(value, what));

/** A whole number, not below zero. */
export function whole(value, what) {
  if (!Number.isSafeInteger(value) || value < 0) throw refused(`${what} is not a whole number`);
  return value;
}

export const optionalWhole = (value, what) => (value === undefined ? null : String(whole(value, what)));

export function flag(value, what) {
  if (value === undefined) return null;
  if (typeof value !== 'boolean') throw refused(`${what} is neither true nor false`);
  return String(value);
}

/** Seconds since 1970, of a Date or of such seconds. */
export function seconds(value, what = 'now') {
  const time = value instanceof Date ? value.getTime() / 1000 : value;
  if (typeof time !== 'number' || !(time >= 0)) throw refused(`${what} is neither a Date nor seconds since 1970`);
  if (time > LAST_SECOND) throw refused(`${what} is in seconds since 1970, and these look like milliseconds: hand in a Date`);
  return Math.floor(time);
}

export const now = (options) => (options.now === undefined ? Math.floor(Date.now() / 1000) : seconds(options.now));

/** How long a URL is valid, in seconds: 15 minutes if nobody says. */
export const expiresIn = (options) => (options.expiresIn === undefined ? 900 : whole(options.expiresIn, 'expiresIn'));

/** The three times of a URL as fields. */
export function times(options) {
  return [String(expiresIn(options)), optionalWhole(options.window, 'window'), String(now(options))];
}

/** The names and values of an object, of pairs, or of Headers. */
export function pairs(values, what) {
  if (values === undefined) return [];
  if (values === null || typeof values !== 'object') throw refused(`${what} is not an object of strings`);
  const entries = typeof values[Symbol.iterator] === 'function' ? [...values] : Object.entries(values);
  return entries.flatMap((pair) => {
    if (!Array.isArray(pair) || pair.length !== 2) throw refused(`${what} has something other than a name and a value`);
    const [name, value] = pair;
    // Numbers and true say the same in every header and parameter.
    const isPlain = typeof value === 'number' || typeof value === 'boolean';
    return [text(name, `a name in ${what}`), text(isPlain ? String(value) : value, `${name} in ${what}`)];
  });
}

/** Bytes, or UTF-8 of a string; null if there are none. */
export function bytes(value, what) {
  if (value === undefined || value === null) return null;
  if (typeof value === 'string') return text(value, what);
  if (ArrayBuffer.isView(value)) return new Uint8Array(value.buffer, value.byteOffset, value.byteLength);
  if (value instanceof ArrayBuffer) return new Uint8Array(value);
  throw refused(`${what} is neither a string nor bytes: a stream has to be read first`);
}

/** A SHA-256 as S3 wants it in a header. */
export function sha256(value) {
  const hash = bytes(value, 'sha256');
  if (hash === null || typeof hash === 'string' || hash.length !== 32) throw refused('sha256 is not a hash of 32 bytes');
  return btoa(String.fromCharCode(...hash));
}

const CREDENTIALS = new Set([
  'accessKeyId', 'secretAccessKey', 'sessionToken', 'expiration',
  // What the AWS SDK's providers add, and signing does not need.
  'accountId', '$source',
]);

/** Credentials as fields. */
export function credentials(value) {
  if (typeof value === 'function' || typeof value?.then === 'function') {
    throw refused('credentials is a provider or a promise: await it, and hand in what it gives');
  }
  if (value === undefined || value === null) throw refused('credentials are missing: they have accessKeyId and secretAccessKey');
  known(value, CREDENTIALS, 'credentials');
  const token = optional(value.sessionToken, 'sessionToken');
  const expiration = value.expiration === undefined || value.expiration === null;
  return [
    text(value.accessKeyId, 'accessKeyId'),
    text(value.secretAccessKey, 'secretAccessKey'),
    token === '' ? null : token,
    expiration ? null : String(seconds(value.expiration, 'expiration')),
  ];
}
