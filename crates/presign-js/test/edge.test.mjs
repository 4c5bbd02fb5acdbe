// The entries of Workers and of Vercel's edge, in Node: a hook gives modules in WebAssembly as their bundlers do.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { test } from 'node:test';

import { Bucket } from 'presign';
import { token } from 'presign/token';

import { NOW, credentials, place } from './given.mjs';

const HOOK = `
  import { readFileSync } from 'node:fs';
  export function load(url, context, next) {
    if (!/[.]wasm([?]module)?$/.test(url)) return next(url, context);
    const text = readFileSync(new URL(url.split('?')[0])).toString('base64');
    const source = \`export default new WebAssembly.Module(Buffer.from('\${text}', 'base64'))\`;
    return { format: 'module', shortCircuit: true, source };
  }`;
const address = (code) => `data:text/javascript;base64,${btoa(code)}`;
const REGISTER = address(`import { register } from 'node:module'; register('${address(HOOK)}');`);

const now = NOW.getTime() / 1000;
const given = { region: 'us-east-1', credentials, now };
const RUN = `
  import { Bucket } from 'presign';
  import { token } from 'presign/token';
  const url = new Bucket(${JSON.stringify(place)}).get('k', { now: ${now} }).url;
  console.log(JSON.stringify([url, token('msk', ${JSON.stringify(given)}).token]));`;

for (const condition of ['workerd', 'edge-light']) {
  test(`${condition} signs the same`, () => {
    const run = ['--conditions', condition, '--import', REGISTER, '--input-type=module', '--eval', RUN];
    const made = JSON.parse(execFileSync(process.execPath, run, { cwd: import.meta.dirname, encoding: 'utf8' }));
    assert.deepEqual(made, [new Bucket(place).get('k', { now }).url, token('msk', given).token]);
  });
}
