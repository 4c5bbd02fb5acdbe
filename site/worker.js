// The library, in a worker: the page stays quick, and a search can be ended with all that it knows. `Instance` is that of
// crates/presign-js, and `unpack` that of unpack.js.

/** The functions of the module, by their numbers in crates/presign-js/js/explain.js. */
const FUNCTIONS = { explain: 11, solve: 12, make: 13 };

function watch(tried) {
  postMessage({ tried });
  return 0;
}

let library;

async function answer({ module, packed, length, name, question }) {
  if (packed) return WebAssembly.compile(unpack(packed, length));
  library ??= new Instance(module, { presign: { watch } });
  return JSON.parse(library.call(FUNCTIONS[name], 0, [JSON.stringify(question)]));
}

onmessage = async ({ data }) => {
  try {
    postMessage({ id: data.id, result: await answer(data) });
  } catch (error) {
    postMessage({ id: data.id, error: { code: error.code ?? "stopped", sentence: error.message } });
  }
};
