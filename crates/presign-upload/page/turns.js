// Places that are taken in turn, and the network, which may be away.

/** At most so many at a time; the others wait, in order, until it is their turn or they are stopped. */
export function turns(places) {
  const waiting = [];
  let free = places;
  const pass = () => {
    const next = waiting.shift();
    if (next) next();
    else free += 1;
  };
  return async (work, signal) => {
    if (free > 0) free -= 1;
    else await waitFor(waiting, signal);
    try {
      return await work();
    } finally {
      pass();
    }
  };
}

function waitFor(waiting, signal) {
  const { promise, resolve, reject } = Promise.withResolvers();
  const stop = () => {
    waiting.splice(waiting.indexOf(go), 1);
    reject(signal.reason);
  };
  const go = () => {
    signal?.removeEventListener("abort", stop);
    resolve();
  };
  if (signal?.aborted) return Promise.reject(signal.reason);
  signal?.addEventListener("abort", stop, { once: true });
  waiting.push(go);
  return promise;
}

/** Waits for one of these events of these targets. */
export async function oneOf(pairs, milliseconds) {
  const { promise, resolve } = Promise.withResolvers();
  const over = new AbortController();
  for (const [target, event] of pairs) target.addEventListener(event, resolve, { signal: over.signal });
  const timer = milliseconds === undefined ? null : setTimeout(resolve, milliseconds);
  await promise;
  over.abort();
  clearTimeout(timer);
}
