// What the tests have in common.

import { PresignError } from 'presign';

export const NOW = new Date('2015-08-30T12:36:00Z');
export const credentials = {
  accessKeyId: 'AKIDEXAMPLE',
  secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
};
export const place = { bucket: 'examplebucket', region: 'us-east-1', credentials };

/** What a call is refused with. */
export function refusal(call) {
  try {
    call();
  } catch (error) {
    if (error instanceof PresignError) return error;
    throw error;
  }
  return { code: 'not refused' };
}

const ADDED = new Set([
  'X-Amz-Algorithm', 'X-Amz-Credential', 'X-Amz-Date', 'X-Amz-Expires', 'X-Amz-SignedHeaders', 'X-Amz-Signature',
  'X-Amz-Security-Token',
]);

/** A URL without what signing added. */
export function unsigned(url) {
  const [address, query = ''] = url.split('?');
  const left = query.split('&').filter((parameter) => !ADDED.has(parameter.split('=')[0]));
  return left.join('') === '' ? address : `${address}?${left.join('&')}`;
}

export const parameter = (url, name) => new RegExp(`[?&]${name}=([^&]*)`).exec(url)?.[1];

/** Numbers that look random and are the same in each run. */
export function random(seed) {
  let state = seed >>> 0;
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
  const below = (end) => Math.floor(next() * end);
  return { below, pick: (values) => values[below(values.length)] };
}
