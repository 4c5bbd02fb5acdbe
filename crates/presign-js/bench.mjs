// URLs in a second of processor time, which others on the same machine change little, against the others, in one run:
// `node bench.mjs` in a folder where the package and the packages of test/package.json are installed. Each is the best of
// five rounds of half such a second; the last column is a ratio.

import { createHash, createHmac } from 'node:crypto';

import { GetObjectCommand, S3Client } from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import aws4 from 'aws4';
import { AwsClient } from 'aws4fetch';
import * as Minio from 'minio';
import { Bucket } from 'presign';

const region = 'eu-central-1';
const bucket = 'examplebucket';
const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
const host = `${bucket}.s3.${region}.amazonaws.com`;
const keys = Array.from({ length: 1000 }, (_, at) => `photos/2026/11/30/user-0000${at}/original image ${at}.jpg`);
const path = (key) => encodeURI(key);

const ours = new Bucket({ bucket, region, credentials });
const sdk = new S3Client({ region, credentials });
const fetching = new AwsClient({ ...credentials, service: 's3', region });
const minio = new Minio.Client({
  endPoint: `s3.${region}.amazonaws.com`, region, accessKey: credentials.accessKeyId, secretKey: credentials.secretAccessKey,
});

/** What people write by hand, with the key of the day kept. */
function byHand() {
  const hmac = (key, text) => createHmac('sha256', key).update(text).digest();
  let day;
  let signing;
  return (key) => {
    const time = new Date().toISOString().replace(/[-:]|\.\d+/g, '');
    const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
    if (day !== scope) {
      signing = scope.split('/').reduce(hmac, `AWS4${credentials.secretAccessKey}`);
      day = scope;
    }
    const query =
      `X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=${encodeURIComponent(`${credentials.accessKeyId}/${scope}`)}` +
      `&X-Amz-Date=${time}&X-Amz-Expires=3600&X-Amz-SignedHeaders=host`;
    const request = `GET\n/${path(key)}\n${query}\nhost:${host}\n\nhost\nUNSIGNED-PAYLOAD`;
    const hash = createHash('sha256').update(request).digest('hex');
    const signature = hmac(signing, `AWS4-HMAC-SHA256\n${time}\n${scope}\n${hash}`).toString('hex');
    return `https://${host}/${path(key)}?${query}&X-Amz-Signature=${signature}`;
  };
}

const each = (sign) => async () => {
  for (const key of keys) sign(key);
  return keys.length;
};
const awaited = (sign, some = keys) => async () => {
  for (const key of some) await sign(key);
  return some.length;
};
const few = keys.slice(0, 100);
const sign = byHand();
const sdkUrl = (key) => getSignedUrl(sdk, new GetObjectCommand({ Bucket: bucket, Key: key }), { expiresIn: 3600 });
const fetchUrl = (key) => fetching.sign(`https://${host}/${path(key)}?X-Amz-Expires=3600`, { aws: { signQuery: true } });

const rows = {
  'AWS SDK v3 getSignedUrl': awaited(sdkUrl, few),
  'AWS SDK v3, 100 at once': async () => (await Promise.all(few.map(sdkUrl))).length,
  'aws4fetch': awaited(fetchUrl, few),
  'minio-js': awaited((key) => minio.presignedGetObject(bucket, key, 3600)),
  'aws4': each((key) => aws4.sign({ service: 's3', region, host, path: `/${path(key)}?X-Amz-Expires=3600`, signQuery: true }, credentials)),
  'by hand, node:crypto': each(sign),
  'presign get': each((key) => ours.get(key, { expiresIn: 3600 })),
  'presign put, a content type': each((key) => ours.put(key, { expiresIn: 3600, contentType: 'image/jpeg' })),
  'presign getMany of 1,000': async () => ours.getMany(keys, { expiresIn: 3600 }).length,
};

/** Seconds of all threads of this process. */
function spent() {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1e6;
}

async function round(run) {
  const start = spent();
  let count = 0;
  let seconds;
  do {
    count += await run();
    seconds = spent() - start;
  } while (seconds < 0.5);
  return count / seconds;
}

const best = Object.fromEntries(Object.keys(rows).map((name) => [name, 0]));
// Round by round, so that a machine that is busy for a while is so for all.
for (let at = 0; at < 5; at += 1) {
  for (const [name, run] of Object.entries(rows)) best[name] = Math.max(best[name], await round(run));
}
const base = best['AWS SDK v3 getSignedUrl'];
console.log(`| Node ${process.versions.node} | URLs a second | times the SDK |\n|---|--:|--:|`);
for (const [name, rate] of Object.entries(best)) {
  console.log(`| ${name} | ${Math.round(rate).toLocaleString('en')} | ${(rate / base).toFixed(1)} |`);
}
