// aws4fetch, which signs for `fetch`, in workers above all.

import assert from "node:assert";
import { readFileSync } from "node:fs";
import { pathToFileURL } from "node:url";

const { AwsClient } = await import(pathToFileURL(`${process.env.TOOLS}/node/node_modules/aws4fetch/dist/aws4fetch.esm.mjs`));

const client = new AwsClient({
  accessKeyId: process.env.AWS_ACCESS_KEY_ID,
  secretAccessKey: process.env.AWS_SECRET_ACCESS_KEY,
  sessionToken: process.env.AWS_SESSION_TOKEN,
  service: "s3",
  region: process.env.AWS_REGION,
});

// `fetch` resolves dots.
const hasDots = (key) => key.split("/").some((segment) => [".", ".."].includes(segment));
const keys = JSON.parse(readFileSync(process.env.KEYS, "utf8")).filter((key) => !hasDots(key));

for (const key of keys) {
  const path = key.split("/").map(encodeURIComponent).join("/");
  const url = `${process.env.ENDPOINT}/${process.env.BUCKET}/${path}`;
  const content = `the object ${key}\n`;
  const fetched = async (...request) => {
    const answer = await fetch(...request);
    const text = await answer.text();
    assert(answer.ok, `${url}: ${answer.status} ${text}`);
    return text;
  };
  const signed = async (more) => fetched(await client.sign(url, more));
  const presigned = async (more) => fetched(await client.sign(`${url}?X-Amz-Expires=60`, { aws: { signQuery: true }, ...more }));

  await signed({ method: "PUT", body: content, headers: { "content-type": "text/plain", "x-amz-meta-a": "b  c" } });
  assert.equal(await signed({ method: "GET" }), content, key);
  await presigned({ method: "PUT", body: content });
  assert.equal(await presigned({ method: "GET" }), content, key);
  await signed({ method: "DELETE" });
}
