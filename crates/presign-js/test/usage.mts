// What a caller writes, read by tsc --strict. It is not run.

import { Bucket, PresignError, Signer, type Presigned } from 'presign';
import { load } from 'presign/explain';
import { token } from 'presign/token';
import { verify } from 'presign/verify';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'SECRETEXAMPLE', expiration: new Date() };
using bucket = new Bucket({ bucket: 'examplebucket', region: 'eu-central-1', credentials });
const upload: Presigned = bucket.put('a.jpg', { contentType: 'image/jpeg', sha256: new Uint8Array(32), now: new Date() });
await fetch(upload.url, { ...upload, body: 'x' });
await fetch(upload.url, upload);
const urls: string[] = bucket.getMany(['a', 'b'], { window: 300, expiresIn: 3600 });
const { url, fields } = bucket.post('a.jpg', { maxLength: 10, startsWith: { 'Content-Type': 'image/' } });
bucket.operation('ListObjectsV2', null, { prefix: 'a/', 'max-keys': 10 });
bucket.sign('PutBucketCors', null, [['content-length', 120]]);
bucket.part('a', 'ID', 1, { contentLength: 5 });
bucket.setCredentials(credentials);
// What is undefined is as good as absent, with exactOptionalPropertyTypes too.
const region: string | undefined = process.env['AWS_REGION'];
new Bucket({ bucket: 'b', region, credentials }).get('k', { versionId: undefined, expiresIn: undefined });

using r2 = new Bucket({ provider: 'r2', account: 'a'.repeat(32), bucket: 'b', credentials });
const signer = new Signer({ region: 'us-east-1', service: 'execute-api', credentials });
const signed = signer.sign({ url: new URL('https://api.example.com/'), headers: new Headers({ accept: 'a' }), body: '{}' });
await fetch(signed.url, { ...signed, body: '{}' });
const password: string = token('rds', { host: 'h', port: 5432, user: 'u', region: 'us-east-1', credentials }).token;

try {
  const request = { method: 'GET', url: '/a', headers: { host: 'h', cookie: ['a', 'b'] } };
  const id: string = verify(request, { credentials: () => credentials, region: 'us-east-1', service: 's3' }).accessKeyId;
  console.log(id, urls, url, fields, password, r2);
} catch (error) {
  if (error instanceof PresignError) console.log(error.code, error.index);
}

const explainer = await load();
for (const cause of explainer.explain('https://a').causes) console.log(cause.certainty, cause.cures);

// @ts-expect-error: an option that there is not
bucket.get('a', { expires: 60 });
// @ts-expect-error: no token without its port
token('rds', { host: 'h', user: 'u', region: 'us-east-1', credentials });
// @ts-expect-error: a form without a limit
bucket.post('a', {});
