// The project's vectors, through the package.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'smol-toml';

import { Signer } from 'presign';
import { token } from 'presign/token';

import { credentials, NOW, parameter, refusal, unsigned } from './given.mjs';

const folder = process.env.PRESIGN_VECTORS;
assert.ok(folder, 'PRESIGN_VECTORS is the folder of the vectors');
const cases = (name) => parse(readFileSync(`${folder}/${name}.toml`, 'utf8')).case?.filter((one) => !one.refused && !one.error) ?? [];
const keys = (one) => ({ ...credentials, sessionToken: one.session_token });

/** What others sign, and servers or clients do not take as it is; and what signing adds itself. */
const REFUSED = new Set([
  'bare-plus', 'dot-segment', 'expiry-too-long', 'expiry-zero', 'invalid-header-name', 'reserved-parameter',
]);
/**
 * Those that are signed in another way than by the rules of their services: dot segments or a path encoded once, doubles of
 * a parameter in another order, without an expiry, with capitals in the host.
 */
const OTHERS = /^(go-(execute-api-dots|query-dup|no-expires|v2-presign)|js-location-auth-helper|js-rds-signer-special-user-token)/;

test('the URLs of others have the signature that they have', () => {
  let count = 0;
  for (const file of readdirSync(folder).map((name) => name.replace('.toml', ''))) {
    // Made by other algorithms, or by a step of their own.
    if (['cloudfront', 'event-stream', 'suite-v4a', 'x509', 's3-multi-region', 'answers'].includes(file)) continue;
    for (const one of cases(file)) {
      const url = one.url ?? one.decoded_url;
      if (typeof url !== 'string' || !url.includes('X-Amz-Algorithm=AWS4-HMAC-SHA256') || !one.signed_headers) continue;
      const headers = Object.entries(one.signed_headers).filter(([name]) => name !== 'host');
      const pairs = headers.flatMap(([name, value]) => [value].flat().map((text) => [name, text]));
      const scope = decodeURIComponent(parameter(url, 'X-Amz-Credential')).split('/');
      const signer = new Signer({ region: scope[2], service: scope[3], credentials: keys(one) });
      const left = one.unsigned_query_parameters ?? [];
      const bare = left.reduce((text, name) => text.replace(new RegExp(`([?&])${name}=[^&]*&?`), '$1'), unsigned(url));
      const request = { method: one.method, url: bare.replace(/[?&]$/, ''), headers: pairs };
      const expiresIn = Number(parameter(url, 'X-Amz-Expires') ?? 900);
      const sign = () => signer.presign(request, { now: NOW, expiresIn });
      const { code } = refusal(sign);
      if (code !== 'not refused') {
        assert.ok(REFUSED.has(code), `${file}: ${one.name}: ${code}`);
        continue;
      }
      if (OTHERS.test(one.name)) continue;
      assert.equal(parameter(sign().url, 'X-Amz-Signature'), parameter(url, 'X-Amz-Signature'), `${file}: ${one.name}`);
      signer.dispose();
      count += 1;
    }
  }
  assert.ok(count >= 273, `${count} vectors`);
});

test('the test suite of AWS is signed by headers', () => {
  let count = 0;
  for (const one of cases('suite-v4').filter(({ context }) => context.normalize && !context.sign_body && !context.omit_session_token)) {
    const { method, target, headers, body } = one.request;
    // A header that continues on the next line is refused, as servers do.
    if (headers.some(([, value]) => value.includes('\n'))) continue;
    const host = headers.find(([name]) => name.toLowerCase() === 'host')[1];
    const others = headers.filter(([name]) => !['host', 'x-amz-date', 'x-amz-security-token'].includes(name.toLowerCase()));
    const signer = new Signer({ region: one.context.region, service: one.context.service, credentials: keys(one) });
    const sign = () => signer.sign({ method, url: `https://${host}${target}`, headers: others, body }, { now: NOW });
    // The suite has targets that no client sends, and encodes the path once, and services other than S3 twice.
    if (/[^!-~]|%/.test(target)) continue;
    const signed = sign();
    assert.match(signed.headers.authorization, new RegExp(`Signature=${one.header.signature}$`), one.name);
    count += 1;
  }
  assert.ok(count > 20, `${count} vectors`);
});

test('tokens are those of others', () => {
  const needs = {
    rds: ({ host, port, user, region }) => ({ host, port, user, region }),
    dsql: ({ host, region, action, expires }) => ({ host, region, admin: action === 'DbConnectAdmin', expiresIn: expires }),
    elasticache: ({ cluster, user, region, serverless }) => ({ cache: cluster, user, region, serverless }),
    memorydb: ({ cluster, user, region }) => ({ cluster, user, region }),
    eks: ({ cluster, region }) => ({ cluster, region }),
  };
  // The order of parameters is each implementation's own, and EKS has them in base64.
  const plain = (text) => (text.startsWith('k8s-aws-v1.') ? String(Buffer.from(text.slice(11), 'base64url')) : text);
  const parts = (text) => plain(text).split(/[?&]/).sort();
  for (const [kind, read] of Object.entries(needs)) {
    // Capitals of a host are signed as such by some, and servers see small letters.
    for (const one of cases(kind).filter((one) => one.token && !/[A-Z]/.test(one.input.host))) {
      const made = token(kind, { ...read(one.input), credentials: keys(one), now: NOW });
      assert.deepEqual(parts(made.token), parts(one.token), `${kind}: ${one.name}`);
    }
  }
});
