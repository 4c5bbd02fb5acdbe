// An instance of the module, and how values cross: arguments as fields of four bytes of length and so many bytes, results
// as lines of text.

const encoder = new TextEncoder();
const decoder = new TextDecoder();
const ABSENT = 0xffffffff;

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
  #isRunning = false;
  #view;
  isStopped = false;

  constructor(module, imports) {
    this.#exports = new WebAssembly.Instance(module, imports).exports;
  }

  /** Calls a function of the module with fields: strings, bytes, or null for what is absent. Returns its result. */
  call(name, handle, fields) {
    const length = this.#write(fields);
    return this.#run(() => this.#exports.call(name, handle, length));
  }

  #run(enter) {
    if (this.isStopped) throw new PresignError('stopped', 'the module stopped in a call before this one');
    if (this.#isRunning) throw new PresignError('busy', 'the module is in another call');
    this.#isRunning = true;
    let length;
    try {
      length = enter();
    } catch (error) {
      this.isStopped = true;
      throw new PresignError('stopped', `the module stopped: ${error.message}`);
    } finally {
      this.#isRunning = false;
    }
    const text = this.#read(length < 0 ? -1 - length : length);
    if (length >= 0) return text;
    const [code, index] = text.split('\n', 2);
    const sentence = text.slice(code.length + index.length + 2);
    throw new PresignError(code, sentence, index === '' ? undefined : Number(index));
  }

  #read(length) {
    return decoder.decode(new Uint8Array(this.#exports.memory.buffer, this.#exports.output(), length));
  }

  #write(fields) {
    let most = 0;
    for (const field of fields) most += 4 + (field == null ? 0 : typeof field === 'string' ? 3 * field.length : field.length);
    const place = this.#exports.input(most);
    if (place === 0) throw new PresignError('too-large', `there is no memory for ${most} bytes of arguments`);
    // The memory may have grown, which makes an older view useless.
    const bytes = new Uint8Array(this.#exports.memory.buffer, place, most);
    const view = new DataView(bytes.buffer, place, most);
    let at = 0;
    for (const field of fields) {
      if (field == null) {
        view.setUint32(at, ABSENT, true);
        at += 4;
        continue;
      }
      let length = field.length;
      if (typeof field === 'string') {
        length = encoder.encodeInto(field, bytes.subarray(at + 4)).written;
      } else {
        bytes.set(field, at + 4);
      }
      view.setUint32(at, length, true);
      at += 4 + length;
    }
    return at;
  }
}
