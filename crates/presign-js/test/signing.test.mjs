// What is signed, and what is refused.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Bucket, Signer } from 'presign';
import { token } from 'presign/token';

import { credentials, NOW, place, refusal } from './given.mjs';

const now = NOW;
const bucket = new Bucket(place);

test('a download is signed as by the command line', () => {
  const signed = bucket.get('a folder/é + b?.txt', { now, expiresIn: 900 });
  assert.match(signed.url, /^https:\/\/examplebucket\.s3\.us-east-1\.amazonaws\.com\/a%20folder\/%C3%A9%20%2B%20b%3F\.txt\?X-Amz-/);
  assert.deepEqual([signed.method, signed.headers, String(signed)], ['GET', {}, signed.url]);
  assert.deepEqual(signed.expiresAt, new Date('2015-08-30T12:51:00Z'));
});

test('an upload has the headers that must be sent', () => {
  const options = {
    contentType: 'text/plain', contentLength: 5, sha256: new Uint8Array(32), metadata: { owner: 'é' }, ifNoneMatch: '*', now,
  };
  const { headers, method } = bucket.put('a', { ...options, metadata: { owner: 'me' } });
  assert.equal(method, 'PUT');
  assert.deepEqual(headers, {
    'content-length': '5',
    'content-type': 'text/plain',
    'if-none-match': '*',
    'x-amz-checksum-sha256': 'AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=',
    'x-amz-meta-owner': 'me',
  });
});

test('the calls are the operations of their names', () => {
  const of = (...operation) => bucket.operation(...operation, { now }).url;
  assert.equal(bucket.get('k', { now }).url, of('GetObject', 'k', {}));
  assert.equal(bucket.delete('k', { now, versionId: 'v' }).url, of('DeleteObject', 'k', { versionId: 'v' }));
  assert.equal(bucket.part('k', 'ID', 7, { now }).url, of('UploadPart', 'k', { partNumber: 7, uploadId: 'ID' }));
  assert.equal(
    bucket.get('k', { now, contentType: 'a/b', versionId: 'v' }).url,
    of('GetObject', 'k', { 'versionId': 'v', 'response-content-type': 'a/b' }),
  );
  const name = decodeURIComponent(bucket.get('k', { now, filename: 'é.txt' }).url);
  assert.match(name, /response-content-disposition=attachment; filename=.*filename\*=UTF-8''%C3%A9\.txt/);
  assert.equal(bucket.sign('ListObjectsV2', null, { prefix: 'a' }, { now }).method, 'GET');
});

test('many are signed as one by one, across batches', () => {
  const keys = Array.from({ length: 2345 }, (_, at) => `k ${at}`);
  for (const options of [{ now }, { now, window: 300 }, { now, filename: 'f' }]) {
    assert.deepEqual(bucket.getMany(keys, options), keys.map((key) => bucket.get(key, options).url));
  }
  assert.deepEqual(bucket.getMany([]), []);
  assert.deepEqual(bucket.getMany(new Set(['a']), { now }), [bucket.get('a', { now }).url]);
  for (const [bad, code] of [['', 'empty-key'], [7, 'invalid-argument'], ['\ud800', 'invalid-argument']]) {
    const error = refusal(() => bucket.getMany([...keys.slice(0, 1500), bad], { now }));
    assert.deepEqual([error.code, error.index], [code, 1500]);
  }
});

test('the URL stays the same for a window', () => {
  const at = (time) => bucket.get('k', { now: new Date(time), window: 900, expiresIn: 3600 }).url;
  assert.equal(at('2015-08-30T12:30:00Z'), at('2015-08-30T12:44:59Z'));
  assert.notEqual(at('2015-08-30T12:30:00Z'), at('2015-08-30T12:45:00Z'));
});

test('odd keys are signed as they are, or refused', () => {
  const path = (key) => bucket.get(key, { now }).url.split('?')[0].slice('https://examplebucket.s3.us-east-1.amazonaws.com/'.length);
  const keys = {
    '/lead': '/lead', 'trail/': 'trail/', 'a//b': 'a//b', '%2F': '%252F', 'a+b c': 'a%2Bb%20c', '日本/😀': '%E6%97%A5%E6%9C%AC/%F0%9F%98%80',
    "~!*()'\"": '~%21%2A%28%29%27%22', 'a\nb\0': 'a%0Ab%00', 'a?b#c&d=e;f,g': 'a%3Fb%23c%26d%3De%3Bf%2Cg', '\\': '%5C',
  };
  for (const [key, encoded] of Object.entries(keys)) assert.equal(path(key), encoded, key);
  const code = (key) => refusal(() => bucket.get(key, { now })).code;
  assert.deepEqual(['a/../b', './x', '..'].map(code), ['dot-segment', 'dot-segment', 'dot-segment']);
  assert.deepEqual(['', 'x'.repeat(1024), 'x'.repeat(1025), 'é'.repeat(513)].map(code), [
    'empty-key', 'not refused', 'key-too-long', 'key-too-long',
  ]);
  assert.equal(code('x'.repeat(20_000_000)), 'key-too-long');
  for (const key of ['\ud800', 'a\udc00b', 'a\ud83d']) {
    assert.equal(refusal(() => bucket.get(key, { now })).message, 'key has half of a character: a surrogate without the other one');
  }
});

test('expiries have bounds', () => {
  const code = (expiresIn) => refusal(() => bucket.get('k', { now, expiresIn })).code;
  assert.deepEqual([1, 604_800].map(code), ['not refused', 'not refused']);
  assert.deepEqual([0, 604_801, Number.MAX_SAFE_INTEGER].map(code), ['expiry-zero', 'expiry-too-long', 'expiry-too-long']);
  for (const expiresIn of [-1, 1.5, NaN, Infinity, '900', null, 1e300]) assert.equal(code(expiresIn), 'invalid-argument');
});

test('times are Dates or seconds', () => {
  const url = bucket.get('k', { now }).url;
  assert.equal(bucket.get('k', { now: NOW.getTime() / 1000 }).url, url);
  assert.equal(bucket.get('k', { now: NOW.getTime() / 1000 + 0.9 }).url, url);
  const { message } = refusal(() => bucket.get('k', { now: NOW.getTime() }));
  assert.equal(message, 'now is in seconds since 1970, and these look like milliseconds: hand in a Date');
  for (const time of [new Date('no'), '2015', null, -1, NaN, Infinity]) {
    assert.equal(refusal(() => bucket.get('k', { now: time })).code, 'invalid-argument', String(time));
  }
  const soon = Math.abs(bucket.get('k').expiresAt - Date.now() - 900_000);
  assert.ok(soon < 60_000, String(soon));
});

test('nothing is dropped in silence', () => {
  const codes = [
    () => bucket.get('k', { expires: 60 }),
    () => bucket.put('k', { ContentType: 'a/b' }),
    () => bucket.post('k', { maxLength: 1, acl: 'private' }),
    () => new Bucket({ ...place, sessionToken: 'T' }),
    () => new Bucket({ ...place, credentials: { ...credentials, credentialScope: 'eu-west-1' } }),
    () => token('rds', { host: 'h', port: 1, user: 'u', region: 'us-east-1', credentials, username: 'u' }),
  ].map((call) => refusal(call).code);
  assert.deepEqual(new Set(codes), new Set(['unknown-option']));
  assert.equal(refusal(() => bucket.get('k', { expires: 60 })).message,
    'get has no option expires: it has expiresIn, now, window, filename, contentType, versionId');
  assert.equal(bucket.get('k', { now, filename: undefined }).url, bucket.get('k', { now }).url);
});

test('what is not what it should be is refused with a sentence', () => {
  const sentences = {
    'bucket is not a string': () => new Bucket({ region: 'us-east-1', credentials }),
    'region is missing: a bucket on AWS, or at an endpoint, needs it': () => new Bucket({ bucket: 'b23', credentials }),
    'account is missing: the provider r2 needs it': () => new Bucket({ bucket: 'b23', provider: 'r2', credentials }),
    'the provider gcs does not use account: leave it out': () =>
      new Bucket({ bucket: 'b23', provider: 'gcs', account: 'a', credentials }),
    'credentials are missing: they have accessKeyId and secretAccessKey': () => new Bucket({ bucket: 'b23', region: 'us-east-1' }),
    'maxLength is missing: say how many bytes an upload may have at most': () => bucket.post('k'),
    'credentials is a provider or a promise: await it, and hand in what it gives': () =>
      new Bucket({ ...place, credentials: async () => credentials }),
    'maxLength is missing: say how many bytes an upload may have at most': () => bucket.post('k', {}),
    'keys is not a list of strings': () => bucket.getMany('abc'),
    'sha256 is not a hash of 32 bytes': () => bucket.put('k', { sha256: new Uint8Array(31) }),
    'body is neither a string nor bytes: a stream has to be read first': () =>
      new Signer({ region: 'us-east-1', service: 's3', credentials }).sign({ url: 'https://h/', body: {} }),
  };
  for (const [sentence, call] of Object.entries(sentences)) assert.equal(refusal(call).message, sentence);
  assert.match(refusal(() => new Bucket({ ...place, provider: 'nobody' })).message, /^there is no provider "nobody": there are aws, /);
});

test('an upload form has its fields', () => {
  const form = bucket.post('uploads/${filename}', {
    maxLength: 10, minLength: 1, contentType: 'image/png', fields: { success_action_status: '201' },
    startsWith: { 'Content-Type': 'image/' }, now, expiresIn: 60,
  });
  assert.equal(form.url, 'https://examplebucket.s3.us-east-1.amazonaws.com/');
  assert.deepEqual(form.expiresAt, new Date('2015-08-30T12:37:00Z'));
  const policy = JSON.parse(Buffer.from(form.fields.policy, 'base64'));
  assert.equal(policy.expiration, '2015-08-30T12:37:00Z');
  assert.ok(policy.conditions.some((one) => String(one) === 'content-length-range,1,10'), JSON.stringify(policy));
  assert.equal(form.fields.success_action_status, '201');
  assert.match(form.fields['x-amz-signature'], /^[0-9a-f]{64}$/);
});

test('temporary credentials end URLs, or refuse them', () => {
  const expiration = new Date(NOW.getTime() + 60_000);
  const temporary = { ...credentials, sessionToken: 'TOKEN', expiration };
  assert.deepEqual(new Bucket({ ...place, credentials: temporary }).get('k', { now }).expiresAt, expiration);
  const full = new Bucket({ ...place, credentials: temporary, fullLifetime: true });
  assert.equal(refusal(() => full.get('k', { now })).code, 'credentials-expire-first');
  full.setCredentials({ ...temporary, expiration: new Date(NOW.getTime() + 3_600_000) });
  assert.match(full.get('k', { now }).url, /&X-Amz-Security-Token=TOKEN&/);
  full.setCredentials({ ...temporary, expiration: undefined });
  assert.equal(refusal(() => full.get('k', { now })).code, 'credentials-expiry-unknown');
});

test('what was disposed of signs nothing', () => {
  const gone = new Bucket(place);
  const other = new Bucket({ ...place, bucket: 'otherbucket' });
  gone.dispose();
  gone[Symbol.dispose]();
  assert.equal(refusal(() => gone.get('k')).code, 'disposed');
  assert.equal(refusal(() => gone.setCredentials(credentials)).code, 'disposed');
  const third = new Bucket({ ...place, bucket: 'thirdbucket' });
  assert.equal(refusal(() => gone.get('k')).code, 'disposed');
  assert.match(other.get('k').url, /^https:\/\/otherbucket\./);
  assert.match(third.get('k').url, /^https:\/\/thirdbucket\./);
});

test('the key of the day is that of the day', () => {
  const url = (day) => bucket.get('k', { now: new Date(day) }).url;
  const first = url('2015-08-30T23:59:59Z');
  const next = url('2015-08-31T00:00:00Z');
  assert.equal(new Bucket(place).get('k', { now: new Date('2015-08-31T00:00:00Z') }).url, next);
  assert.equal(url('2015-08-30T23:59:59Z'), first);
});

test('the providers of the library are where they are', () => {
  const host = (options) => new URL(new Bucket({ bucket: 'b23', credentials, ...options }).get('k').url).host;
  assert.equal(host({ provider: 'r2', account: 'a'.repeat(32) }), `${'a'.repeat(32)}.r2.cloudflarestorage.com`);
  assert.equal(host({ provider: 'minio', endpoint: 'http://localhost:9000' }), 'localhost:9000');
  assert.equal(host({ region: 'eu-west-1', endpoint: 'https://s3.example', forcePathStyle: true }), 's3.example');
  assert.equal(host({ region: 'eu-west-1', customDomain: 'https://files.example' }), 'files.example');
});
