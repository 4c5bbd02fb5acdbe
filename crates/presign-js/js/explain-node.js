// For Node, whose fetch reads no files.

import { readFile } from 'node:fs/promises';

import { load as loadFrom, PresignError } from './explain.js';

export { PresignError };

export async function load(source) {
  return loadFrom(source ?? (await readFile(new URL('explain.wasm', import.meta.url))));
}
