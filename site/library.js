// The way to the library: workers that have it.

/** A worker with the library. `watch` is told how many requests a search has tried. */
class Library {
  constructor(watch = () => {}) {
    this.watch = watch;
    this.waiting = new Map();
    this.next = 0;
  }

  start() {
    const source = URL.createObjectURL(new Blob([find("worker").textContent], { type: "text/javascript" }));
    this.worker = new Worker(source);
    this.worker.onmessage = ({ data }) => this.heard(data);
    this.worker.onerror = ({ message }) => this.fail(`the worker does not start: ${message}`);
  }

  heard({ id, tried, result, error }) {
    if (tried !== undefined) {
      this.watch(tried);
      return;
    }
    this.waiting.get(id)?.({ result, error });
    this.waiting.delete(id);
    if (error?.code === "stopped") this.end();
  }

  fail(sentence) {
    for (const answer of this.waiting.values()) answer({ error: { code: "stopped", sentence } });
    this.waiting.clear();
    this.end();
  }

  /** Ends the worker, with all that is in its memory. */
  end() {
    this.worker?.terminate();
    this.worker = undefined;
  }

  /** Answers with `result`, or with `error`: a `code` and a `sentence`. */
  async ask(name, question) {
    const { result: module, error } = await compiled;
    return error ? { error } : this.send({ module, name, question });
  }

  send(message) {
    if (!this.worker) this.start();
    const id = this.next++;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.worker.postMessage({ id, ...message });
    });
  }
}

/** The module, unpacked and compiled once. It is the last thing in the page, in base64. */
const compiled = (async () => {
  await new Promise((resolve) => document.addEventListener("DOMContentLoaded", resolve));
  const { textContent, dataset } = find("module");
  const packed = Uint8Array.from(atob(textContent), (character) => character.charCodeAt(0));
  const library = new Library();
  const answer = await library.send({ packed, length: Number(dataset.length) });
  library.end();
  return answer;
})();

const now = () => Math.floor(Date.now() / 1000);
