// A presigned upload as the SDK for JavaScript makes it by default: with the checksum of no body in the URL.

import assert from "node:assert";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.TOOLS}/node/package.json`);
const { PutObjectCommand, S3Client } = require("@aws-sdk/client-s3");
const { getSignedUrl } = require("@aws-sdk/s3-request-presigner");

async function upload(settings, body) {
  const s3 = new S3Client({ endpoint: process.env.AWS_ENDPOINT_URL, forcePathStyle: true, ...settings });
  const url = await getSignedUrl(s3, new PutObjectCommand({ Bucket: process.env.BUCKET, Key: "a" }));
  const answer = await fetch(url, { method: "PUT", body });
  return [answer.status, await answer.text()];
}

const message = "the checksum in x-amz-checksum-crc32 is not that of the body";
const [status, text] = await upload({}, "hello");
assert.ok(status === 400 && text.includes(`<Code>BadDigest</Code><Message>${message}</Message>`), text);
assert.equal((await upload({}, ""))[0], 200);
assert.equal((await upload({ requestChecksumCalculation: "WHEN_REQUIRED" }, "hello"))[0], 200);
console.log("all of it held");
