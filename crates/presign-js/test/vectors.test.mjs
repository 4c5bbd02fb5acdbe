// The project's vectors, through the package.

import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'smol-toml';

import { Signer, token } from 'presign';

import { credentials, NOW, parameter, unsigned } from './given.mjs';

const folder = process.env.PRESIGN_VECTORS;
assert.ok(folder, 'PRESIGN_VECTORS is the folder of the vectors');
const cases = (name) => parse(readFileSync(`${folder}/${name}.toml`, 'utf8')).case.filter((one) => !one.refused && !one.error);
const keys = (one) => ({ ...credentials, sessionToken: one.session_token });

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
      const signed = signer.presign(request, { now: NOW, expiresIn });
      assert.equal(parameter(signed.url, 'X-Amz-Signature'), parameter(url, 'X-Amz-Signature'), `${file}: ${one.name}`);
      signer.dispose();
      count += 1;
    }
  }
  assert.ok(count > 300, `${count} vectors`);
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
    // Those with bytes in the target that a URL has encoded.
    const url = `https://${host}${encodeURI(decodeURI(target))}`;
    const signed = signer.sign({ method, url, headers: others, body }, { now: NOW });
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
    for (const one of cases(kind)) {
      const made = token(kind, { ...read(one.input), credentials: keys(one), now: NOW });
      assert.deepEqual(parts(made.token), parts(one.token), `${kind}: ${one.name}`);
    }
  }
});
