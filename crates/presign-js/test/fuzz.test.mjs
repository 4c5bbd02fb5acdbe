// Anything at all into each function, for FUZZ_SECONDS and 20,000 calls at least: it is refused as a PresignError, or it is signed. Nothing traps.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import { Bucket, PresignError, Signer } from 'presign';
import { load } from 'presign/explain';
import { token } from 'presign/token';
import { verify } from 'presign/verify';

import { credentials, place, random } from './given.mjs';

const SECONDS = Number(process.env.FUZZ_SECONDS ?? 10);
const seed = Number(process.env.FUZZ_SEED ?? 1);
const { below, pick } = random(seed);
const explainer = await load();

const good = {
  bucket: 'examplebucket', region: 'us-east-1', provider: 'r2', account: 'a'.repeat(32), endpoint: 'https://h.example', credentials,
  service: 's3', customDomain: 'https://d.example', forcePathStyle: true, fullLifetime: true, expiresIn: 900, now: 1.4e9, window: 300,
  filename: 'f', contentType: 'a/b', contentLength: 3, sha256: new Uint8Array(32), metadata: { a: 'b' }, ifNoneMatch: '*', versionId: 'v',
  maxLength: 9, minLength: 1, fields: { acl: 'private' }, startsWith: { key: 'k' }, method: 'GET', url: 'https://h.example/a?b=c',
  headers: { host: 'h.example' }, body: 'x', payloadHash: 'UNSIGNED-PAYLOAD', host: 'h', port: 1, user: 'u', cluster: 'c', cache: 'c',
};
const text = () => {
  let made = '';
  for (let length = below(40); length > 0; length -= 1) {
    made += pick([String.fromCharCode(below(128)), String.fromCharCode(below(0x10000)), '/', '%', '&', '=', '?', 'X-Amz-Signature=', '://', '\n']);
  }
  return made;
};
const made = [
  text, text, text,
  () => below(2 ** 31), () => -below(99), () => Math.pow(10, below(400)), () => null, () => undefined, () => true, () => [], () => ({}), () => NaN,
  () => new Date(below(1e9) * 1e4), () => new Uint8Array(below(99)), () => Symbol('s'), () => 1n, () => () => text(), () => [[text(), text()]],
  () => ({ [text()]: text() }), () => 'x'.repeat(below(3000)), () => new Map([[text(), text()]]), () => Object.create(null), () => '__proto__',
];
const anything = () => pick(made)();
/** Options, of which some are right. */
function options(names) {
  if (below(20) === 0) return anything();
  const chosen = Object.fromEntries(names.filter(() => below(3) > 0).map((name) => [name, below(6) === 0 ? anything() : good[name]]));
  if (below(30) === 0) chosen[text()] = anything();
  return chosen;
}

const bucket = () => new Bucket(place);
const common = ['expiresIn', 'now', 'window'];
const signedUrl = new Bucket(place).get('k', { now: 1.4e9 }).url;
const calls = {
  bucket: () => new Bucket(options(['bucket', 'region', 'provider', 'account', 'endpoint', 'customDomain', 'forcePathStyle', 'credentials', 'fullLifetime'])).get(anything()),
  credentials: () => new Bucket({ ...place, credentials: { accessKeyId: pick(['A', anything()]), secretAccessKey: pick(['s', anything()]), sessionToken: pick([undefined, anything()]), expiration: pick([undefined, anything()]) } }).get('k'),
  get: (b) => b.get(anything(), options([...common, 'filename', 'contentType', 'versionId'])),
  put: (b) => b.put(anything(), options([...common, 'contentType', 'contentLength', 'sha256', 'metadata', 'ifNoneMatch'])),
  delete: (b) => b.delete(anything(), options([...common, 'versionId'])),
  part: (b) => b.part(pick(['k', anything()]), pick(['ID', anything()]), pick([1, anything()]), options([...common, 'contentLength', 'sha256'])),
  post: (b) => b.post(anything(), options(['expiresIn', 'now', 'maxLength', 'minLength', 'contentType', 'fields', 'startsWith'])),
  operation: (b) => b.operation(pick(['GetObject', 'ListObjectsV2', 'PutBucketCors', anything()]), pick(['k', null, anything()]), pick([{}, anything()]), options(common)),
  sign: (b) => b.sign(pick(['GetObject', 'CopyObject', anything()]), pick(['k', anything()]), pick([{}, anything()]), options(['now'])),
  many: (b) => b.getMany(pick([[anything(), anything()], ['a', 'b'], anything()]), options([...common, 'filename'])),
  set: (b) => b.setCredentials(anything()),
  signer: () => {
    const signer = new Signer(options(['region', 'service', 'credentials', 'fullLifetime']));
    signer.sign(options(['method', 'url', 'headers', 'body', 'payloadHash']), options(['now']));
    signer.presign(options(['method', 'url', 'headers']), options(['expiresIn', 'now']));
  },
  token: () => token(pick(['rds', 'dsql', 'elasticache', 'memorydb', 'msk', 'eks', anything()]), options(['host', 'port', 'user', 'region', 'cluster', 'cache', 'credentials', 'now'])),
  verify: () => verify(
    { method: pick(['GET', anything()]), url: pick([signedUrl.slice(signedUrl.indexOf('/', 8)), anything()]), headers: pick([{ host: 'examplebucket.s3.us-east-1.amazonaws.com' }, anything()]), body: pick([undefined, anything()]) },
    pick([{ credentials, region: 'us-east-1', service: 's3', now: 1.4e9 }, options(['credentials', 'region', 'service', 'now'])]),
  ),
  explain: () => explainer.explain(pick([text(), signedUrl + text(), `${signedUrl} ${text()}`, `<Error><Code>${text()}</Code>`]), { now: 1.4e9, answer: pick([undefined, text()]) }),
  solve: () => explainer.solve(signedUrl + text(), { credentials, now: 1.4e9, budget: 500 }),
  make: () => explainer.make({ bucket: { bucket: pick(['b23', text()]), region: 'us-east-1' }, credentials, operation: pick(['GetObject', 'PostObject', text()]), key: pick(['k', text()]), members: pick([[], [[text(), text()]]]), expiresIn: pick([900, below(1e6)]), now: pick([1.4e9, below(1e10)]), showKeys: true }),
};

test(`nothing traps in ${SECONDS} s, seed ${seed}`, { timeout: (SECONDS + 600) * 1000 }, () => {
  const end = Date.now() + SECONDS * 1000;
  const counts = {};
  for (let at = 0; at < 20_000 || Date.now() < end; at += 1) {
    const name = Object.keys(calls)[at % Object.keys(calls).length];
    const one = bucket();
    try {
      calls[name](one);
      counts[name] = (counts[name] ?? 0) + 1;
    } catch (error) {
      // JavaScript itself throws TypeErrors for symbols that are made strings.
      const isOurs = error instanceof PresignError && !['stopped', 'busy', 'disposed'].includes(error.code);
      assert.ok(isOurs && error.message.length > 0, `${name}, call ${at}: ${error.stack}`);
    } finally {
      one.dispose();
    }
  }
  for (const name of Object.keys(calls).filter((name) => name !== 'set')) assert.ok(counts[name] > 0, `${name} never worked`);
});
