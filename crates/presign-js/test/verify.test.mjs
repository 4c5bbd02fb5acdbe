// A request is verified as it was signed, and refused where it differs.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Bucket, Signer } from 'presign';
import { verify } from 'presign/verify';

import { credentials, NOW, place, refusal } from './given.mjs';

const options = { credentials, region: 'us-east-1', service: 's3', now: NOW };
const bucket = new Bucket(place);

function arrived(presigned, more = {}) {
  const { host, pathname, search } = new URL(presigned.url);
  return { method: presigned.method, url: pathname + search, headers: { host, ...presigned.headers }, ...more };
}

test('a presigned URL is verified', () => {
  const verified = verify(arrived(bucket.put('a b', { now: NOW, contentType: 'a/b' })), options);
  assert.deepEqual(verified, {
    accessKeyId: 'AKIDEXAMPLE',
    place: 'query',
    expiresAt: new Date(NOW.getTime() + 900_000),
    signedHeaders: ['content-type', 'host'],
    isBodyVerified: false,
  });
});

test('a request with signed headers is verified with its body', () => {
  const signer = new Signer({ region: 'us-east-1', service: 'execute-api', credentials });
  const sent = signer.sign({ method: 'POST', url: 'https://api.example/p?q=1', body: '{}', headers: { 'X-A': 'b' } }, { now: NOW });
  const received = arrived(sent, { body: '{}' });
  const ours = { ...options, service: 'execute-api' };
  assert.equal(verify(received, ours).isBodyVerified, true);
  assert.equal(verify(received, { ...ours, credentials: (id) => id === 'AKIDEXAMPLE' && credentials }).place, 'header');
  const codes = [{ body: '{ }' }, { method: 'PUT' }, { url: '/p?q=2' }, { headers: { ...received.headers, 'x-a': 'c' } }]
    .map((change) => refusal(() => verify({ ...received, ...change }, ours)).code);
  assert.deepEqual(codes, ['XAmzContentSHA256Mismatch', 'SignatureDoesNotMatch', 'SignatureDoesNotMatch', 'SignatureDoesNotMatch']);
  // Without the body, the hash that the request names is taken at its word.
  assert.equal(verify(arrived(sent), ours).isBodyVerified, false);
});

test('what is refused says why', () => {
  const received = arrived(bucket.get('a', { now: NOW }));
  const code = (change) => refusal(() => verify(received, { ...options, ...change })).code;
  const later = new Date(NOW.getTime() + 900_001_000);
  const found = [{ now: later }, { region: 'eu-west-1' }, { credentials: () => undefined }, { maxExpires: 60 }].map(code);
  assert.deepEqual(found, ['AccessDenied', 'AuthorizationQueryParametersError', 'InvalidAccessKeyId', 'AuthorizationQueryParametersError']);
  assert.equal(code({ extra: 1 }), 'unknown-option');
  assert.equal(refusal(() => verify({ method: 'GET', url: '/', headers: { host: 'h' } }, options)).code, 'AccessDenied');
});
