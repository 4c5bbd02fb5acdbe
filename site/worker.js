// The library, in a worker: the page stays quick, and a search can be ended with all that it knows. `Instance` is that of
// crates/presign-js, `unpack` that of unpack.js, and FUNCTIONS has the numbers of the module's functions.

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
