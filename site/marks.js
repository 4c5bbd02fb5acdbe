// Where two texts differ.

/** Above this many pairs of characters, only the middle is marked that is not the same from either end. */
const MOST = 400_000;

/** Each text as a list of pieces: a string, and whether it differs. */
function differing(one, other) {
  const [a, b] = [[...one], [...other]];
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a.at(-1 - end) === b.at(-1 - end)) end += 1;
  const [x, y] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const [same, also] = x.length * y.length > MOST ? [new Set(), new Set()] : common(x, y);
  const pieces = (all, kept) => joined(all.map((character, at) => {
    const isInside = at >= start && at < all.length - end;
    return [character, isInside && !kept.has(at - start)];
  }));
  return [pieces(a, same), pieces(b, also)];
}

/** The places of the longest sequence that both have. */
function common(x, y) {
  const width = y.length + 1;
  const lengths = new Uint32Array((x.length + 1) * width);
  for (let i = x.length - 1; i >= 0; i -= 1) {
    for (let j = y.length - 1; j >= 0; j -= 1) {
      const at = i * width + j;
      lengths[at] = x[i] === y[j] ? lengths[at + width + 1] + 1 : Math.max(lengths[at + width], lengths[at + 1]);
    }
  }
  const [inX, inY] = [new Set(), new Set()];
  // Two texts that have little in common are read more easily when they are marked as a whole.
  if (lengths[0] * 3 < Math.max(x.length, y.length)) return [inX, inY];
  for (let i = 0, j = 0; i < x.length && j < y.length;) {
    const at = i * width + j;
    if (x[i] === y[j]) {
      inX.add(i);
      inY.add(j);
      i += 1;
      j += 1;
    } else if (lengths[at + width] >= lengths[at + 1]) i += 1;
    else j += 1;
  }
  return [inX, inY];
}

function joined(characters) {
  const pieces = [];
  for (const [character, differs] of characters) {
    const last = pieces.at(-1);
    if (last?.[1] === differs) last[0] += character;
    else pieces.push([character, differs]);
  }
  return pieces;
}

const marked = (pieces) => pieces.map(([text, differs]) => (differs ? element("mark", {}, text) : text));
