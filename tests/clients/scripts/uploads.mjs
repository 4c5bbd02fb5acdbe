// Uploads of streams by the SDK for JavaScript: in chunks, with a checksum after the last, without TLS too.

import assert from "node:assert";
import { randomBytes } from "node:crypto";
import { createRequire } from "node:module";
import { Readable } from "node:stream";

const require = createRequire(`${process.env.TOOLS}/node/package.json`);
const sdk = require("@aws-sdk/client-s3");

const Bucket = process.env.BUCKET;
const s3 = new sdk.S3Client({ endpoint: process.env.ENDPOINT, forcePathStyle: true });

async function upload(size, ChecksumAlgorithm) {
  const [Key, object] = [`${size} ${ChecksumAlgorithm}`, randomBytes(size)];
  const pieces = [object.subarray(0, size / 3), object.subarray(size / 3)].filter((piece) => piece.length > 0);
  const Body = Readable.from(pieces);
  await s3.send(new sdk.PutObjectCommand({ Bucket, Key, Body, ContentLength: size, ChecksumAlgorithm }));
  const got = await s3.send(new sdk.GetObjectCommand({ Bucket, Key }));
  assert(Buffer.from(await got.Body.transformToByteArray()).equals(object), Key);
}

for (const size of [0, 1, 65535, 65536, 65537, 20 << 20]) {
  await upload(size);
}
for (const algorithm of ["CRC32C", "SHA1", "SHA256"]) {
  await upload(65537, algorithm);
}
