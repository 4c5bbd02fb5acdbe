// Signs event streams with AWS's packages @smithy/signature-v4 and @smithy/eventstream-codec, or checks those that presign
// signed: see peers.rs. They have no verifier: what they read in a frame they sign again, and the signature must be the one
// that was sent.

import assert from "node:assert";
import { createHash, createHmac } from "node:crypto";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";

const require = createRequire(`${process.env.TOOLS}/node/package.json`);
const { SignatureV4 } = require("@smithy/signature-v4");
const { EventStreamCodec } = require("@smithy/eventstream-codec");

class Sha256 {
  constructor(secret) {
    this.hash = secret === undefined ? createHash("sha256") : createHmac("sha256", secret);
  }
  update(data) {
    this.hash.update(data);
  }
  async digest() {
    return new Uint8Array(this.hash.digest());
  }
}

const text = (value) => ({ type: "string", value });
const HEADERS = {
  ":content-type": text("application/octet-stream"),
  ":event-type": text("AudioEvent"),
  ":message-type": text("event"),
};
const codec = new EventStreamCodec((bytes) => Buffer.from(bytes).toString(), (string) => Buffer.from(string));
const hex = (bytes) => Buffer.from(bytes).toString("hex");

class Stream {
  constructor(secretAccessKey, region, service, previous) {
    const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey };
    this.signer = new SignatureV4({ credentials, region, service, sha256: Sha256 });
    this.previous = previous;
  }

  /** Signs as `EventSigningTransformStream` of the SDK does. */
  async sign(date, body) {
    const headers = { ":date": { type: "timestamp", value: date } };
    const message = { message: { body, headers }, priorSignature: this.previous };
    const { signature } = await this.signer.sign(message, { signingDate: date });
    this.previous = signature;
    return { ...headers, ":chunk-signature": { type: "binary", value: new Uint8Array(Buffer.from(signature, "hex")) } };
  }

  async frame(milliseconds, body) {
    return hex(codec.encode({ headers: await this.sign(new Date(Number(milliseconds)), body), body }));
  }

  async check(frame) {
    const signed = codec.decode(frame);
    assert.deepEqual(Object.keys(signed.headers).sort(), [":chunk-signature", ":date"]);
    const headers = await this.sign(signed.headers[":date"].value, signed.body);
    assert.equal(hex(headers[":chunk-signature"].value), hex(signed.headers[":chunk-signature"].value));
    return signed.body.length === 0 ? "end" : hex(codec.decode(signed.body).body);
  }
}

let stream;
for await (const line of createInterface({ input: process.stdin })) {
  const [kind, ...parts] = line.split(" ");
  const bytes = () => new Uint8Array(Buffer.from(parts.at(-1), "hex"));
  if (kind === "stream") stream = new Stream(...parts);
  if (kind === "message") console.log(await stream.frame(parts[0], codec.encode({ headers: HEADERS, body: bytes() })));
  if (kind === "end") console.log(await stream.frame(parts[0], new Uint8Array()));
  if (kind === "frame") console.log(await stream.check(bytes()));
}
