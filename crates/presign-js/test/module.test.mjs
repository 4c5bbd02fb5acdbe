// The module itself: what it imports, how large it is, what becomes of its memory, and of a call that traps.

import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';

import { Bucket } from 'presign';

import { NOW, place, refusal } from './given.mjs';

const path = fileURLToPath(import.meta.resolve('presign/presign.wasm'));
const bytes = readFileSync(path);
const module = new WebAssembly.Module(bytes);
const { Instance: Wrapped } = await import(pathToFileURL(join(dirname(path), 'instance.js')));

/** An instance, and what the module itself exports; some of it replaced. */
function open(replaced = () => ({})) {
  const Real = WebAssembly.Instance;
  let own;
  WebAssembly.Instance = function (...given) {
    own = new Real(...given).exports;
    return { exports: { ...own, ...replaced(own) } };
  };
  try {
    return { instance: new Wrapped(module), memory: own.memory };
  } finally {
    WebAssembly.Instance = Real;
  }
}

const [NEW_BUCKET, SET_CREDENTIALS, FREE] = [0, 2, 3];
const fields = (secret) => ['examplebucket', 'us-east-1', null, null, null, null, null, null, 'AKID', secret, null, null];

test('the module imports nothing', () => {
  assert.deepEqual(WebAssembly.Module.imports(module), []);
});

test('the code for runtimes without files is the same module', async () => {
  const { default: inCode } = await import(pathToFileURL(join(dirname(path), 'presign.base64.js')));
  assert.ok(Buffer.from(inCode).equals(bytes));
});

test('neither memory nor numbers grow with use', () => {
  const { instance, memory } = open();
  const handle = instance.call(NEW_BUCKET, 0, fields('SECRET'));
  for (let at = 0; at < 100; at += 1) instance.get(handle, 'k', 900, 1.4e9);
  const before = memory.buffer.byteLength;
  for (let at = 0; at < 20_000; at += 1) instance.get(handle, 'k', 900, 1.4e9);
  for (let at = 0; at < 2_000; at += 1) instance.call(FREE, instance.call(NEW_BUCKET, 0, fields('SECRET')), []);
  assert.equal(memory.buffer.byteLength, before);
});

test('views survive the growth of the memory', () => {
  const bucket = new Bucket(place);
  const before = bucket.get('k', { now: NOW }).url;
  assert.equal(refusal(() => bucket.get('x'.repeat(30_000_000))).code, 'key-too-long');
  assert.equal(bucket.get('k', { now: NOW }).url, before);
});

test('no secret is left in the memory after dispose, nor after new credentials', () => {
  const secret = 'SECRETthatISlookedFORinTHEmemory';
  const { instance, memory } = open();
  const handle = instance.call(NEW_BUCKET, 0, fields(secret));
  const has = () => Buffer.from(memory.buffer).includes(secret);
  instance.get(handle, 'k', 900, 1.4e9);
  assert.equal(has(), true);
  instance.call(SET_CREDENTIALS, handle, ['AKID', 'another', null, null]);
  assert.equal(has(), false);
  instance.call(SET_CREDENTIALS, handle, ['AKID', secret, null, null]);
  instance.call(FREE, handle, []);
  assert.equal(has(), false);
});

test('a trap becomes an error, and the instance is used no more', () => {
  // More bytes than there are is what only a fault of the glue asks for.
  const { instance } = open((own) => ({ call: () => own.call(NEW_BUCKET, 0, 2 ** 30) }));
  const error = refusal(() => instance.call(NEW_BUCKET, 0, []));
  assert.deepEqual([error.code, error.message], ['stopped', 'the module stopped: unreachable']);
  assert.equal(instance.isStopped, true);
  assert.equal(refusal(() => instance.get(0, 'k', 900, 1.4e9)).code, 'stopped');
});

test('the module is small', () => {
  // As runtimes and servers send it.
  const [gzip, brotli] = [gzipSync(bytes, { level: 9 }).length, brotliCompressSync(bytes).length];
  assert.ok(gzip <= 94_000, `${gzip} bytes with gzip`);
  assert.ok(brotli <= 80_000, `${brotli} bytes with Brotli`);
});

test('the README says how large the modules are', () => {
  const readme = readFileSync(join(dirname(path), '../README.md'), 'utf8').replaceAll(',', '');
  const [, ...said] = /signs is (\d+) KB: (\d+) KB with gzip[^`]*`presign\/verify`[^`]*`presign\/token` share one of (\d+) KB \((\d+) KB [^`]*`presign\/explain` one of (\d+) KB \((\d+) KB/.exec(readme);
  const sizes = ['presign', 'verify', 'explain'].flatMap((name) => {
    const module = readFileSync(join(dirname(path), `${name}.wasm`));
    return [module.length, gzipSync(module, { level: 9 }).length];
  });
  sizes.forEach((size, at) => {
    assert.ok(Math.abs(size / 1000 - said[at]) <= said[at] / 20, `${size} bytes, and the README says ${said[at]} KB`);
  });
});
