// What a page needs to explain a refused request, to find what a signature was made for, and to show each step of a
// signature. Its README lists the fields of what comes back.

import { Instance, PresignError } from './instance.js';
import { known } from './options.js';

export { PresignError };

// As in src/explain/mod.rs.
const [EXPLAIN, SOLVE, MAKE] = [11, 12, 13];

const EVIDENCE = new Set(['now', 'answer', 'method', 'headers']);
const OF_SOLVE = new Set([...EVIDENCE, 'credentials', 'budget', 'otherHosts', 'body', 'progress']);

/**
 * Loads the module: from explain.wasm next to this file, or from what is handed in: a URL, a Response, bytes, or a
 * WebAssembly.Module.
 */
export async function load(source = new URL('explain.wasm', import.meta.url)) {
  return new Explainer(await compile(source));
}

async function compile(source) {
  if (source instanceof WebAssembly.Module) return source;
  if (source instanceof URL || typeof source === 'string') source = await fetch(source);
  if (typeof Response === 'function' && source instanceof Response) {
    if (!source.ok) throw new Error(`the module was answered with ${source.status}`);
    source = await source.arrayBuffer();
  }
  return WebAssembly.compile(source);
}

class Explainer {
  #module;
  #instance;
  #progress;

  constructor(module) {
    this.#module = module;
  }

  /** Says what a paste is and what is wrong with it. */
  explain(paste, options = {}) {
    known(options, EVIDENCE, 'explain');
    return this.#call(EXPLAIN, evidence(paste, options));
  }

  /**
   * Finds what the signature was made for. It takes up to seconds: call it in a Worker. `progress` gets the number of
   * requests that were tried, every few milliseconds; the search ends when it returns false.
   */
  solve(paste, options) {
    known(options ?? null, OF_SOLVE, 'solve');
    const { credentials, budget = 3_000_000, otherHosts = [], body = null, progress } = options;
    this.#progress = progress;
    try {
      return this.#call(SOLVE, { evidence: evidence(paste, options), credentials, budget, otherHosts, body });
    } finally {
      this.#progress = undefined;
    }
  }

  /** Signs, and returns every step. */
  make({ now, ...options }) {
    return this.#call(MAKE, { ...options, now: seconds(now) });
  }

  #call(name, value) {
    if (!this.#instance || this.#instance.isStopped) {
      // What traps is used no more: another instance of the module begins anew.
      const watch = (tried) => (this.#progress?.(tried) === false ? 1 : 0);
      this.#instance = new Instance(this.#module, { presign: { watch } });
    }
    return JSON.parse(this.#instance.call(name, 0, [JSON.stringify(value)]));
  }
}

function evidence(paste, { now, answer = null, method = null, headers = [] }) {
  // Halves of characters, which no UTF-8 has, are replaced.
  if (typeof paste === 'string') paste = new TextDecoder().decode(new TextEncoder().encode(paste));
  return { paste, answer, method, headers: Array.isArray(headers) ? headers : Object.entries(headers), now: seconds(now) };
}

function seconds(now = Date.now()) {
  return now instanceof Date ? Math.floor(now / 1000) : Math.floor(now > 1e11 ? now / 1000 : now);
}
