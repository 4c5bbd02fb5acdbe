// What a page is told.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';

import { Bucket } from 'presign';
import { load } from 'presign/explain';

import { credentials, NOW, place, refusal } from './given.mjs';

const explainer = await load();
const bucket = new Bucket(place);
const now = NOW;

test('the path that arrived is found in the answer', () => {
  const { url } = bucket.put('a.txt', { now });
  const step = explainer.make({ bucket: { bucket: 'examplebucket', region: 'us-east-1' }, credentials, operation: 'PutObject', key: 'a.txt', expiresIn: 900, now });
  assert.equal(step.url, url);
  const seen = step.canonical_request.replace('/a.txt', '/b.txt').replaceAll('&', '&amp;');
  const answer = `<Error><Code>SignatureDoesNotMatch</Code><Message>m</Message><CanonicalRequest>${seen}</CanonicalRequest></Error>`;
  const report = explainer.explain(`${url}\n${answer}`, { now });
  assert.deepEqual(report.read.parts, ['url', 'answer']);
  assert.equal(report.comparison.code, 'SignatureDoesNotMatch');
  assert.equal(report.comparison.causes[0].kind, 'path');
  assert.deepEqual(report.comparison.differences, [{ line: 'path', signed: '/a.txt', received: '/b.txt' }]);
  assert.equal(report.is_good, false);
});

test('a URL alone is taken apart', () => {
  const report = explainer.explain(bucket.get('a', { now }).url, { now });
  assert.equal(report.read.what, 'a presigned URL');
  assert.deepEqual([report.inspection.region, report.inspection.seconds_left, report.comparison], ['us-east-1', 900, null]);
  assert.match(report.signed.canonical_request, /^GET\n\/a\nX-Amz-Algorithm=/);
  assert.match(report.signed.string_to_sign, /^AWS4-HMAC-SHA256\n20150830T123600Z\n/);
  const late = explainer.explain(bucket.get('a', { now }).url, { now: new Date(now.getTime() + 1e6) });
  assert.equal(late.inspection.findings[0].kind, 'expired');
});

test('no report has a session token, and what is shared has no access key ID', () => {
  const temporary = { ...credentials, sessionToken: 'TOKENTOKENTOKEN' };
  const { url } = new Bucket({ ...place, credentials: temporary }).get('a', { now });
  const report = explainer.explain(url, { now });
  assert.equal(report.signed.is_masked, true);
  assert.doesNotMatch(JSON.stringify(report), /TOKENTOKENTOKEN/);
  assert.doesNotMatch(report.share, /AKIDEXAMPLE/);
});

test('the secret finds what was signed, tells how far it is, and stops', () => {
  const { url } = bucket.put('a', { now });
  const proof = explainer.solve(url, { credentials, now });
  assert.deepEqual([proof.found, proof.changes[0].kind, proof.changes[0].signed], [true, 'method', 'PUT']);
  const wrong = { ...credentials, secretAccessKey: 'no' };
  const told = [];
  const stopped = explainer.solve(url, { credentials: wrong, now, progress: (tried) => told.push(tried) < 2 });
  assert.deepEqual([stopped.found, stopped.is_complete, told.length], [false, false, 2]);
  assert.equal(refusal(() => explainer.solve(url, { credentials: { accessKeyId: 'A', secretAccessKey: 'b' }, now })).code, 'InvalidAccessKeyId');
  // What progress throws is the caller's own, and the next call works.
  assert.throws(() => explainer.solve(url, { credentials: wrong, now, progress: () => { throw new TypeError('mine'); } }), TypeError);
  assert.equal(explainer.solve(url, { credentials, now }).found, true);
});

test('each step is shown, and keys only when asked for', () => {
  const options = { bucket: { bucket: 'examplebucket', region: 'us-east-1' }, credentials, operation: 'GetObject', key: 'k', expiresIn: 60, now };
  assert.equal(explainer.make(options).keys, undefined);
  const { keys, signature, url } = explainer.make({ ...options, showKeys: true });
  assert.match(keys.signing, /^[0-9a-f]{64}$/);
  assert.ok(url.endsWith(signature));
  const form = explainer.make({ ...options, operation: 'PostObject', maxLength: 9 });
  assert.equal(atob(form.string_to_sign), form.form.policy);
  assert.match(form.form.html, /<form /);
  assert.equal(refusal(() => explainer.make({ ...options, operation: 'Nothing' })).code, 'no-such-operation');
});

test('the module is loaded from bytes, a response and a module', async () => {
  const bytes = readFileSync(fileURLToPath(import.meta.resolve('presign/explain.wasm')));
  for (const source of [bytes, new Response(bytes), await WebAssembly.compile(bytes)]) {
    assert.equal((await load(source)).explain('x', { now }).read.what, 'nothing that is known here');
  }
});

test('an option that there is not is refused', () => {
  assert.equal(refusal(() => explainer.explain('https://a', { anser: '<Error>' })).code, 'unknown-option');
  assert.equal(refusal(() => explainer.solve('https://a', { credentials, budgt: 1 })).code, 'unknown-option');
  assert.equal(refusal(() => explainer.solve('https://a')).code, 'invalid-argument');
});
