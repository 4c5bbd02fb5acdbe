// The SDK for JavaScript, and its presigner.

import assert from "node:assert";
import { readFileSync } from "node:fs";
import { request } from "node:http";
import { createRequire } from "node:module";
import { Readable } from "node:stream";

const require = createRequire(`${process.env.TOOLS}/node/package.json`);
const sdk = require("@aws-sdk/client-s3");
const { getSignedUrl } = require("@aws-sdk/s3-request-presigner");

const Bucket = process.env.BUCKET;
const keys = JSON.parse(readFileSync(process.env.KEYS, "utf8"));
const content = (key) => Buffer.from(`the object ${key}\n`);
const client = (more) => new sdk.S3Client({ endpoint: process.env.ENDPOINT, forcePathStyle: true, ...more });

/** Sends a URL as it is: `fetch` would resolve dots. */
function send(method, url, body, headers = {}, expected = [200, 204]) {
  const [, host, port, path] = url.match(/^http:\/\/([^:]+):(\d+)(.*)$/);
  return new Promise((resolve, reject) => {
    const length = body === undefined ? {} : { "content-length": body.length };
    const sent = request({ host, port, path, method, headers: { ...headers, ...length } }, async (answer) => {
      const pieces = await answer.toArray();
      assert(expected.includes(answer.statusCode), `${method} ${url}: ${answer.statusCode} ${Buffer.concat(pieces)}`);
      resolve(Buffer.concat(pieces));
    });
    sent.on("error", reject).end(body);
  });
}

async function byHeaders(s3, Key) {
  const Body = content(Key);
  await s3.send(new sdk.PutObjectCommand({ Bucket, Key, Body, ContentType: "text/plain", Metadata: { a: "b  c" } }));
  const got = await s3.send(new sdk.GetObjectCommand({ Bucket, Key }));
  assert.deepEqual(Buffer.from(await got.Body.transformToByteArray()), Body, Key);
  assert.equal((await s3.send(new sdk.HeadObjectCommand({ Bucket, Key }))).ContentLength, Body.length, Key);
  const list = await s3.send(new sdk.ListObjectsV2Command({ Bucket, Prefix: Key }));
  assert.deepEqual(list.Contents.map((row) => row.Key), [Key]);
  // A stream's length is told, its hash is not: it is sent in chunks with a checksum after the last.
  const stream = Readable.from([Body.subarray(0, 3), Body.subarray(3)]);
  await s3.send(new sdk.PutObjectCommand({ Bucket, Key, Body: stream, ContentLength: Body.length }));
  assert.deepEqual(await send("GET", await getSignedUrl(s3, new sdk.GetObjectCommand({ Bucket, Key }))), Body, Key);
  await s3.send(new sdk.DeleteObjectCommand({ Bucket, Key }));
}

// By default the presigner puts the checksum of no body into the URL of every upload.
const presigner = client({ requestChecksumCalculation: "WHEN_REQUIRED" });

async function presigned(s3, Key) {
  const url = (Command, more, options) => getSignedUrl(s3, new Command({ Bucket, Key, ...more }), options);
  const signed = { signableHeaders: new Set(["content-type"]), unhoistableHeaders: new Set(["x-amz-meta-a"]) };
  const asked = { ContentType: "text/plain", Metadata: { a: "b c" } };
  const uploadUrl = (more, options) => getSignedUrl(presigner, new sdk.PutObjectCommand({ Bucket, Key, ...more }), options);
  const put = await uploadUrl(asked, { expiresIn: 60, ...signed });
  await send("PUT", put, content(Key), { "content-type": "text/plain", "x-amz-meta-a": "b c" });
  await send("PUT", await uploadUrl(asked), content(Key));
  if (s3 !== presigner) {
    const refused = await send("PUT", await url(sdk.PutObjectCommand), content(Key), {}, [400]);
    assert.match(refused.toString(), /BadDigest/);
    await send("PUT", await url(sdk.PutObjectCommand), "");
    await send("PUT", await uploadUrl(asked), content(Key));
  }
  const disposition = 'attachment; filename="a b&c=d+é.txt"';
  const get = await url(sdk.GetObjectCommand, { ResponseContentDisposition: disposition });
  assert.deepEqual(await send("GET", get), content(Key), Key);
  await send("HEAD", await url(sdk.HeadObjectCommand));
  await send("DELETE", await url(sdk.DeleteObjectCommand));
}

async function multipart(s3) {
  const Key = "in parts";
  const { UploadId } = await s3.send(new sdk.CreateMultipartUploadCommand({ Bucket, Key }));
  const part = { Bucket, Key, UploadId };
  const { ETag } = await s3.send(new sdk.UploadPartCommand({ ...part, PartNumber: 1, Body: Buffer.alloc(5 << 20) }));
  await send("PUT", await getSignedUrl(presigner, new sdk.UploadPartCommand({ ...part, PartNumber: 2 })), Buffer.from("end"));
  const MultipartUpload = { Parts: [{ PartNumber: 1, ETag }, { PartNumber: 2, ETag: '"2"' }] };
  await s3.send(new sdk.CompleteMultipartUploadCommand({ ...part, MultipartUpload }));
  assert.equal((await s3.send(new sdk.HeadObjectCommand({ Bucket, Key }))).ContentLength, (5 << 20) + 3);
}

for (const s3 of [client({}), presigner]) {
  for (const key of keys) {
    await byHeaders(s3, key);
    await presigned(s3, key);
  }
  await multipart(s3);
}
