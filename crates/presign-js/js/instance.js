// An instance of the module, and how values cross: arguments as fields of four bytes of length and so many bytes, results
// as lines of text.

const encoder = new TextEncoder();
const decoder = new TextDecoder();
/** The length of what is absent. */
const ABSENT = 0xffffffff;
/** The least room for arguments, so that small calls ask for none. */
const ROOM = 4096;

/** What cannot be signed, verified or read: `code` is a stable name, `message` a sentence. */
export class PresignError extends Error {
  constructor(code, message, index) {
    super(message);
    this.name = 'PresignError';
    this.code = code;
    if (index !== undefined) this.index = index;
  }
}

export class Instance {
  #exports;
  #memory;
  #isRunning = false;
  /** Where arguments go. The memory's growth leaves it empty. */
  #bytes = new Uint8Array();
  /** Whether a call has trapped: what is in its memory then is not to be relied on. */
  isStopped = false;

  constructor(module, imports) {
    this.#exports = new WebAssembly.Instance(module, imports).exports;
    this.#memory = this.#exports.memory;
  }

  /** Calls a function of the module with fields: strings, bytes, or null for what is absent. Returns its result. */
  call(name, handle, fields) {
    this.#check();
    const length = this.#write(fields);
    return this.#result(this.#enter(() => this.#exports.call(name, handle, length)));
  }

  /** Presigns the GET of an object: `call` without fields. */
  get(handle, key, expiresIn, now) {
    this.#check();
    const { written } = encoder.encodeInto(key, this.#room(3 * key.length));
    this.#isRunning = true;
    let length;
    try {
      length = this.#exports.get(handle, written, expiresIn, now);
    } catch (error) {
      throw this.#stopped(error);
    } finally {
      this.#isRunning = false;
    }
    return this.#result(length);
  }

  /** When the URL of the last `get` expires. */
  get expiresAt() {
    return new Date(this.#exports.expires_at() * 1000);
  }

  #check() {
    if (this.isStopped) throw new PresignError('stopped', 'the module stopped in an earlier call: make it anew');
    if (this.#isRunning) throw new PresignError('busy', 'the module is in a call already');
  }

  #enter(call) {
    this.#isRunning = true;
    try {
      return call();
    } catch (error) {
      throw this.#stopped(error);
    } finally {
      this.#isRunning = false;
    }
  }

  /** What a trap becomes. What the host's own function threw is its own affair. */
  #stopped(error) {
    this.isStopped = true;
    return error instanceof WebAssembly.RuntimeError || error instanceof RangeError
      ? new PresignError('stopped', `the module stopped: ${error.message}`)
      : error;
  }

  #result(length) {
    const bytes = new Uint8Array(this.#memory.buffer, this.#exports.output(), length < 0 ? -1 - length : length);
    const text = decoder.decode(bytes);
    if (length >= 0) return text;
    const [code, index] = text.split('\n', 2);
    const sentence = text.slice(code.length + index.length + 2);
    throw new PresignError(code, sentence, index === '' ? undefined : Number(index));
  }

  #room(length) {
    if (this.#bytes.length >= length && this.#bytes.length > 0) return this.#bytes;
    const size = Math.max(length, ROOM);
    const place = this.#enter(() => this.#exports.input(size)) >>> 0;
    if (place === 0) throw new PresignError('too-large', `there is no memory for ${size} bytes of arguments`);
    this.#bytes = new Uint8Array(this.#memory.buffer, place, size);
    return this.#bytes;
  }

  #write(fields) {
    let most = 0;
    for (const field of fields) most += 4 + (field === null ? 0 : (typeof field === 'string' ? 3 : 1) * field.length);
    const bytes = this.#room(most);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
    let at = 0;
    for (const field of fields) {
      let length = ABSENT;
      if (typeof field === 'string') {
        length = encoder.encodeInto(field, bytes.subarray(at + 4)).written;
      } else if (field !== null) {
        length = field.length;
        bytes.set(field, at + 4);
      }
      view.setUint32(at, length, true);
      at += 4 + (field === null ? 0 : length);
    }
    return at;
  }
}
