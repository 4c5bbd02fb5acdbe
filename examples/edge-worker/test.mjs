// What the module signs is what the native command line signs; the worker redirects, and refuses in words.
//
//   node test.mjs MODULE.wasm PRESIGN

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

import { presignPut, worker } from './worker.mjs';

const [wasm, presign] = process.argv.slice(2);
const module = new WebAssembly.Module(readFileSync(wasm));
const env = {
  AWS_REGION: 'eu-central-1',
  AWS_ACCESS_KEY_ID: 'AKIDEXAMPLE',
  AWS_SECRET_ACCESS_KEY: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY',
  BUCKET: 'examplebucket',
};

test('the module asks for nothing', () => {
  assert.deepEqual(WebAssembly.Module.imports(module), []);
});

test('the URLs are those of the native command line', () => {
  const { exports } = new WebAssembly.Instance(module);
  for (const key of ['a.txt', 'a folder/é + b?.txt', '日本/😀%2F', 'x'.repeat(1000), '~!*()\'"']) {
    const options = ['put', '--bucket', env.BUCKET, '--key', key, '--expires', '900', '--at', '20150830T123600Z'];
    const native = execFileSync(presign, options, { env, encoding: 'utf8' }).trim();
    const { AWS_REGION, BUCKET, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY } = env;
    const fields = [AWS_REGION, BUCKET, key, AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY];
    assert.equal(presignPut(exports, fields, Date.UTC(2015, 7, 30, 12, 36)), native);
  }
});

test('temporary credentials that have expired sign nothing', () => {
  const { exports } = new WebAssembly.Instance(module);
  const sign = (expiry) => {
    const fields = ['us-east-1', 'examplebucket', 'k', 'ASIDEXAMPLE', 'secret', 'TOKEN', expiry];
    return presignPut(exports, fields, Date.UTC(2015, 7, 30, 12, 36));
  };
  assert.equal(sign('2015-08-30T12:36:00Z'), 'error: the credentials expired at 20150830T123600Z');
  assert.match(sign('tomorrow'), /^error: the time is not written as in /);
  assert.match(sign('2015-08-30T13:00:00Z'), /&X-Amz-Security-Token=TOKEN&/);
  assert.match(sign(''), /&X-Amz-Security-Token=TOKEN&/);
});

test('the memory does not grow with the number of URLs', () => {
  const { exports } = new WebAssembly.Instance(module);
  const sign = () => presignPut(exports, ['us-east-1', 'examplebucket', 'k', 'AKIDEXAMPLE', 'secret']);
  for (let i = 0; i < 100; i += 1) sign();
  const size = exports.memory.buffer.byteLength;
  for (let i = 0; i < 10_000; i += 1) sign();
  assert.equal(exports.memory.buffer.byteLength, size);
});

test('the worker redirects an upload, and refuses the rest in words', async () => {
  const { fetch } = worker(module);
  const answer = await fetch(new Request('https://worker.example/a%20b.txt', { method: 'PUT', body: 'x' }), env);
  assert.equal(answer.status, 307);
  assert.match(answer.headers.get('location'), /^https:\/\/examplebucket\.s3\.eu-central-1\.amazonaws\.com\/a%20b\.txt\?X-Amz-/);
  const empty = await fetch(new Request('https://worker.example/', { method: 'PUT', body: 'x' }), env);
  assert.deepEqual([empty.status, await empty.text()], [400, 'the key is empty: the URL would name the bucket itself\n']);
  const get = await fetch(new Request('https://worker.example/a'), env);
  assert.equal(get.status, 405);
});
