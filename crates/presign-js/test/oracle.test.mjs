// 10,000 random requests as the AWS SDK for JavaScript presigns them.

import assert from 'node:assert/strict';
import { test } from 'node:test';

import * as s3 from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { Bucket, Signer } from 'presign';

import { credentials, parameter, random, unsigned } from './given.mjs';

const COUNT = 10_000;
const { below, pick } = random(20150830);
const regions = ['us-east-1', 'eu-central-1', 'ap-southeast-2', 'us-gov-west-1', 'cn-north-1'];
const buckets = ['examplebucket', 'b-2-3', 'with.dots.in.it', 'x'.repeat(63)];
const characters = [...'abcXYZ019-._~ !"#$%&\'()*+,/:;<=>?@[\\]^`{|}éß日本語😀\u00a0\u0301', '%2F', '%25', '//', '\t', '\n'];

function key() {
  let text = '';
  for (let length = 1 + below(24); length > 0; length -= 1) text += pick(characters);
  // A segment of dots is refused: clients resolve it.
  return text.split('/').some((part) => part === '.' || part === '..') ? key() : text;
}

const commands = [
  [s3.GetObjectCommand, 'GetObject', () => ({}), {}],
  [s3.GetObjectCommand, 'GetObject', () => ({ VersionId: `v${below(99)}` }), { VersionId: 'versionId' }],
  [s3.GetObjectCommand, 'GetObject', () => ({ ResponseContentType: `text/x${below(99)}+y; charset="a b"` }), { ResponseContentType: 'response-content-type' }],
  [s3.HeadObjectCommand, 'HeadObject', () => ({}), {}],
  [s3.PutObjectCommand, 'PutObject', () => ({}), {}],
  [s3.DeleteObjectCommand, 'DeleteObject', () => ({}), {}],
  [s3.UploadPartCommand, 'UploadPart', () => ({ PartNumber: 1 + below(999), UploadId: key() }), { PartNumber: 'partNumber', UploadId: 'uploadId' }],
  [s3.AbortMultipartUploadCommand, 'AbortMultipartUpload', () => ({ UploadId: key() }), { UploadId: 'uploadId' }],
];

/** Where a request goes, and what it asks for, without what either side adds of itself. */
function asked(url) {
  const [address, query = ''] = unsigned(url).split('?');
  const own = query.split('&').filter((one) => one !== '' && !/^(x-id|X-Amz-Content-Sha256|x-amz-checksum-mode)=/.test(one));
  return [address, own.sort()];
}

test('the SDK asks for the same, and signs what is signed here', { timeout: 900_000 }, async () => {
  for (let count = 0; count < COUNT; count += 1) {
    const keys = below(3) === 0 ? { ...credentials, sessionToken: `T/${below(1e9)}+=` } : credentials;
    const [region, name, expiresIn] = [pick(regions), pick(buckets), 1 + below(604_800)];
    const now = new Date((1.4e9 + below(1e9)) * 1000);
    const [Command, operation, make, members] = pick(commands);
    const input = make();
    const Key = key();
    const checksums = { requestChecksumCalculation: 'WHEN_REQUIRED', responseChecksumValidation: 'WHEN_REQUIRED' };
    const client = new s3.S3Client({ region, credentials: keys, ...checksums });
    const theirs = await getSignedUrl(client, new Command({ Bucket: name, Key, ...input }), { expiresIn, signingDate: now });
    const what = JSON.stringify([region, name, operation, Key, input]);

    const bucket = new Bucket({ bucket: name, region, credentials: keys });
    const own = Object.entries(input).map(([name, value]) => [members[name], value]);
    const ours = bucket.operation(operation, Key, own, { expiresIn, now });
    assert.deepEqual(asked(ours.url), asked(theirs), what);

    // The SDK adds parameters: with them the signature is the same.
    const signer = new Signer({ region, service: 's3', credentials: keys });
    const again = signer.presign({ method: ours.method, url: unsigned(theirs) }, { expiresIn, now });
    assert.equal(parameter(again.url, 'X-Amz-Signature'), parameter(theirs, 'X-Amz-Signature'), what);
    const bare = signer.presign({ method: ours.method, url: unsigned(ours.url) }, { expiresIn, now });
    assert.equal(bare.url, ours.url, what);
    if (operation === 'GetObject' && own.length === 0) assert.equal(bucket.get(Key, { expiresIn, now }).url, ours.url, what);
    bucket.dispose();
    signer.dispose();
  }
});
