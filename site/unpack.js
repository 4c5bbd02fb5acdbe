// Unpacks the module: LZMA, since a quarter less has to be loaded than with what browsers unpack themselves.
//
// Source: Igor Pavlov, "LZMA specification", 2015.

/** A number of bits is as likely as another at first. */
const EVEN = 1024;
const probabilities = (count) => new Uint16Array(count).fill(EVEN);

/** Reads bits, each with its probability. */
class RangeDecoder {
  constructor(bytes, at) {
    this.bytes = bytes;
    this.at = at + 5;
    this.range = 0xffffffff;
    this.code = new DataView(bytes.buffer, bytes.byteOffset).getUint32(at + 1);
  }

  normalize() {
    if (this.range < 0x1000000) {
      this.range = (this.range << 8) >>> 0;
      this.code = ((this.code << 8) | this.bytes[this.at++]) >>> 0;
    }
  }

  bit(table, at) {
    const probability = table[at];
    const bound = (this.range >>> 11) * probability;
    const isOne = this.code >= bound;
    if (isOne) {
      this.range -= bound;
      this.code -= bound;
      table[at] = probability - (probability >>> 5);
    } else {
      this.range = bound;
      table[at] = probability + ((2048 - probability) >>> 5);
    }
    this.normalize();
    return isOne ? 1 : 0;
  }

  /** Bits without a probability, the highest first. */
  direct(count) {
    let value = 0;
    for (let bit = 0; bit < count; bit += 1) {
      this.range >>>= 1;
      const isOne = this.code >= this.range;
      if (isOne) this.code -= this.range;
      this.normalize();
      value = value * 2 + (isOne ? 1 : 0);
    }
    return value;
  }

  /** A number of so many bits, the highest first, from a tree that begins at a place of a table. */
  tree(table, start, count) {
    let node = 1;
    for (let bit = 0; bit < count; bit += 1) node = node * 2 + this.bit(table, start + node);
    return node - (1 << count);
  }

  /** The same, the lowest first. */
  reverse(table, start, count) {
    let [node, value] = [1, 0];
    for (let at = 0; at < count; at += 1) {
      const bit = this.bit(table, start + node);
      node = node * 2 + bit;
      value += bit << at;
    }
    return value;
  }
}

class Lengths {
  choices = probabilities(2);
  low = probabilities(16 * 8);
  middle = probabilities(16 * 8);
  high = probabilities(256);

  read(coder, place) {
    if (coder.bit(this.choices, 0) === 0) return 2 + coder.tree(this.low, place * 8, 3);
    if (coder.bit(this.choices, 1) === 0) return 10 + coder.tree(this.middle, place * 8, 3);
    return 18 + coder.tree(this.high, 0, 8);
  }
}

/** Unpacks a file in the format .lzma, whose length is known. */
function unpack(packed, length) {
  const out = new Uint8Array(length);
  const properties = packed[0];
  const literalBits = properties % 9;
  const [literalPlaces, places] = [Math.floor(properties / 9) % 5, Math.floor(properties / 45)];
  const coder = new RangeDecoder(packed, 13);
  const literals = probabilities(0x300 << (literalBits + literalPlaces));
  const [isMatch, isLong] = [probabilities(192), probabilities(192)];
  const [isRepeat, isOther, isThird, isFourth] = [0, 0, 0, 0].map(() => probabilities(12));
  const [slots, distances, aligned] = [probabilities(4 * 64), probabilities(128), probabilities(16)];
  const [lengths, repeatLengths] = [new Lengths(), new Lengths()];
  let [at, state] = [0, 0];
  let recent = [0, 0, 0, 0];

  function literal() {
    const before = at > 0 ? out[at - 1] : 0;
    const context = ((at & ((1 << literalPlaces) - 1)) << literalBits) + (before >>> (8 - literalBits));
    const start = 0x300 * context;
    let symbol = 1;
    if (state >= 7) {
      let match = out[at - recent[0] - 1];
      while (symbol < 0x100) {
        const expected = (match >>> 7) & 1;
        match <<= 1;
        const bit = coder.bit(literals, start + ((1 + expected) << 8) + symbol);
        symbol = symbol * 2 + bit;
        if (bit !== expected) break;
      }
    }
    while (symbol < 0x100) symbol = symbol * 2 + coder.bit(literals, start + symbol);
    out[at++] = symbol & 0xff;
    state = state < 4 ? 0 : state - (state < 10 ? 3 : 6);
  }

  function distance(matchLength) {
    const slot = coder.tree(slots, Math.min(matchLength - 2, 3) * 64, 6);
    if (slot < 4) return slot;
    const bits = (slot >>> 1) - 1;
    const base = (2 | (slot & 1)) << bits;
    if (slot < 14) return base + coder.reverse(distances, base - slot, bits);
    return base + coder.direct(bits - 4) * 16 + coder.reverse(aligned, 0, 4);
  }

  /** Moves one of the recent distances to the front. */
  function repeat(place) {
    if (coder.bit(isOther, state) === 0) {
      if (coder.bit(isLong, state * 16 + place) === 0) {
        state = state < 7 ? 9 : 11;
        return 1;
      }
    } else {
      const which = coder.bit(isThird, state) === 0 ? 1 : 2 + coder.bit(isFourth, state);
      recent = [recent[which], ...recent.filter((_, index) => index !== which)];
    }
    state = state < 7 ? 8 : 11;
    return repeatLengths.read(coder, place);
  }

  while (at < length) {
    const place = at & ((1 << places) - 1);
    if (coder.bit(isMatch, state * 16 + place) === 0) {
      literal();
      continue;
    }
    let count;
    if (coder.bit(isRepeat, state) === 1) {
      count = repeat(place);
    } else {
      count = lengths.read(coder, place);
      recent = [distance(count), recent[0], recent[1], recent[2]];
      state = state < 7 ? 7 : 10;
    }
    for (const end = Math.min(length, at + count); at < end; at += 1) out[at] = out[at - recent[0] - 1];
  }
  return out;
}
