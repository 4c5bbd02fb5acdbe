// Tokens: what the entries for each runtime export. They are made by the module that verifies, so that the one that signs
// URLs is small.

import { Instance, PresignError } from './instance.js';
import { credentials, known, now, pairs, text } from './options.js';

export { PresignError };

// As in src/sign.rs.
const TOKEN = 8;

let module;
let instance;

/** Sets the compiled module: the entry for each runtime knows where it is. */
export function use(compiled) {
  module = compiled;
}

function current() {
  if (!instance || instance.isStopped) instance = new Instance(module);
  return instance;
}

const TOKENS = {
  rds: ['host', 'port', 'user', 'region'],
  dsql: ['host', 'region', 'admin', 'expiresIn'],
  elasticache: ['cache', 'user', 'region', 'serverless'],
  memorydb: ['cluster', 'user', 'region'],
  msk: ['region'],
  eks: ['cluster', 'region'],
};

/** The token with which a client signs in to a database or a cluster. */
export function token(kind, options) {
  const needs = Object.hasOwn(TOKENS, text(kind, 'the kind of a token')) ? TOKENS[kind] : undefined;
  if (!needs) {
    const kinds = Object.keys(TOKENS).join(', ');
    throw new PresignError('invalid-argument', `there is no token ${kind}: there are ${kinds}`);
  }
  known(options ?? null, new Set([...needs, 'credentials', 'now']), `token ${kind}`);
  const given = Object.fromEntries(needs.filter((name) => options[name] !== undefined).map((name) => [name, options[name]]));
  const fields = [kind, String(now(options)), ...credentials(options.credentials), ...pairs(given, 'the options')];
  const [token, end] = current().call(TOKEN, 0, fields).split('\n');
  return { token, expiresAt: new Date(Number(end) * 1000) };
}
