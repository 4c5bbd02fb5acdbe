// The SDK for JavaScript as a program: ENDPOINT put|get|list|delete KEY FILE.

import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.TOOLS}/node/package.json`);
const sdk = require("@aws-sdk/client-s3");

const [endpoint, what, Key, file] = process.argv.slice(2);
const s3 = new sdk.S3Client({ endpoint, forcePathStyle: true, maxAttempts: 1 });
const Bucket = process.env.BUCKET;

try {
  if (what === "put") {
    await s3.send(new sdk.PutObjectCommand({ Bucket, Key, Body: readFileSync(file) }));
  } else if (what === "get") {
    const { Body } = await s3.send(new sdk.GetObjectCommand({ Bucket, Key }));
    writeFileSync(file, await Body.transformToByteArray());
  } else if (what === "list") {
    const { Contents } = await s3.send(new sdk.ListObjectsV2Command({ Bucket, Prefix: Key }));
    (Contents ?? []).forEach((row) => console.log(row.Key));
  } else {
    await s3.send(new sdk.DeleteObjectCommand({ Bucket, Key }));
  }
} catch (error) {
  console.error(`${error.name}: ${error.message}`);
  process.exitCode = 1;
}
