// Streams audio with AWS's SDK for JavaScript to a server on loopback, which prints what it got, line by line: see peers.rs.

import { createServer } from "node:http2";
import { createRequire } from "node:module";

const require = createRequire(`${process.env.TOOLS}/node/package.json`);
const { StartStreamTranscriptionCommand, TranscribeStreamingClient } = require("@aws-sdk/client-transcribe-streaming");

const server = createServer();
server.on("stream", async (stream, headers) => {
  console.log(`request ${headers[":method"]} ${headers[":path"]}`);
  for (const [name, value] of Object.entries(headers)) {
    if (name === ":authority") console.log(`header host ${value}`);
    if (!name.startsWith(":")) console.log(`header ${name} ${value}`);
  }
  stream.respond({ ":status": 200, "content-type": "application/vnd.amazon.eventstream" });
  for await (const piece of stream) console.log(`piece ${piece.toString("hex")}`);
  stream.end();
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));

async function* audio() {
  for (const size of [320, 1, 0, 16000]) yield { AudioEvent: { AudioChunk: new Uint8Array(size).fill(7) } };
}

for (const sessionToken of [undefined, "a/session+token=="]) {
  const credentials = { accessKeyId: "AKIDEXAMPLE", secretAccessKey: process.env.SECRET, sessionToken };
  const endpoint = `http://127.0.0.1:${server.address().port}`;
  const client = new TranscribeStreamingClient({ region: process.env.REGION, endpoint, credentials });
  const input = { LanguageCode: "en-US", MediaEncoding: "pcm", MediaSampleRateHertz: 16000, AudioStream: audio() };
  const answer = await client.send(new StartStreamTranscriptionCommand(input));
  for await (const _ of answer.TranscriptResultStream);
  client.destroy();
}
server.close();
