// A worker that answers `PUT /KEY` with a redirect to a presigned URL: browsers send the body to where it leads.
//
// The handler has the shape that Cloudflare Workers, Deno and Bun share: `fetch(request, env)`. `.ci/wasm` runs it in Node.

/** Makes the handler from the compiled module. */
export function worker(module) {
  const { exports } = new WebAssembly.Instance(module);
  return {
    async fetch(request, env) {
      if (request.method !== 'PUT') {
        return new Response('only uploads are signed\n', { status: 405 });
      }
      // In production, say here who may upload, and choose the key yourself.
      const key = decodeURIComponent(new URL(request.url).pathname.slice(1));
      // The last two are those of temporary credentials: no URL outlives them.
      const credentials = [env.AWS_ACCESS_KEY_ID, env.AWS_SECRET_ACCESS_KEY, env.AWS_SESSION_TOKEN, env.AWS_CREDENTIAL_EXPIRATION];
      const signed = presignPut(exports, [env.AWS_REGION, env.BUCKET, key, ...credentials.map((text) => text ?? '')]);
      if (signed.startsWith('error: ')) {
        return new Response(`${signed.slice(7)}\n`, { status: 400 });
      }
      return new Response(null, { status: 307, headers: { location: signed } });
    },
  };
}

/** Signs now. The module has no clock: the time is the worker's. */
export function presignPut(exports, fields, now = Date.now()) {
  if (fields.some((field) => field.includes('\n'))) {
    return 'error: a line break in the input';
  }
  const input = new TextEncoder().encode(fields.join('\n'));
  const place = exports.allocate(input.length);
  new Uint8Array(exports.memory.buffer, place, input.length).set(input);
  const result = exports.presign_put(place, input.length, BigInt(Math.floor(now / 1000)));
  const [start, length] = [Number(BigInt.asUintN(32, result >> 32n)), Number(BigInt.asUintN(32, result))];
  const text = new TextDecoder().decode(new Uint8Array(exports.memory.buffer, start, length));
  exports.release(start, length);
  return text;
}
