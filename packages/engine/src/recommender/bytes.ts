/** Collects arrays and texts into one buffer. */
export interface ByteWriter {
  array(array: Uint8Array | Int32Array | Float32Array | Float64Array): void;
  /** Well-formed texts; undefined is kept apart from "". */
  texts(texts: readonly (string | undefined)[]): void;
  /** All sections as one, after `headerBytes` bytes of room. */
  finish(headerBytes: number): Uint8Array<ArrayBuffer>;
}

/** Gives the sections back in the order in which they were written. */
export interface ByteReader {
  bytes(): Uint8Array<ArrayBuffer>;
  int32s(): Int32Array<ArrayBuffer>;
  float32s(): Float32Array<ArrayBuffer>;
  float64s(): Float64Array<ArrayBuffer>;
  texts(): (string | undefined)[];
  /** @throws Error when bytes are left over */
  finish(): void;
}

/** Every section starts at a multiple of this, the widest element, and so can be copied as a typed array. */
const ALIGNMENT = 8;
const KINDS = { bytes: 1, int32s: 2, float32s: 3, float64s: 4 } as const;

/** Sections are: kind and element count as two 32-bit words, then the elements in the machine's order, padded. */
export function createByteWriter(): ByteWriter {
  const sections: { kind: number; array: Uint8Array | Int32Array | Float32Array | Float64Array }[] = [];
  const array: ByteWriter["array"] = (values) => {
    sections.push({ kind: kindOf(values), array: values });
  };
  return {
    array,
    texts: (texts) => {
      array(Int32Array.from(texts, (text) => (text === undefined ? -1 : text.length)));
      array(new TextEncoder().encode(texts.join("")));
    },
    finish: (headerBytes) => {
      const size = sections.reduce((sum, section) => sum + ALIGNMENT + padded(section.array.byteLength), headerBytes);
      const bytes = new Uint8Array(size);
      const view = new DataView(bytes.buffer);
      let offset = headerBytes;
      for (const section of sections) {
        view.setUint32(offset, section.kind, true);
        view.setUint32(offset + 4, section.array.length, true);
        const { buffer, byteOffset, byteLength } = section.array;
        bytes.set(new Uint8Array(buffer, byteOffset, byteLength), offset + ALIGNMENT);
        offset += ALIGNMENT + padded(byteLength);
      }
      return bytes;
    },
  };
}

/** @throws Error, from every method, when the next section is not of the kind asked for or goes past the end */
export function createByteReader(given: Uint8Array, headerBytes: number): ByteReader {
  const bytes = plainBytes(given);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let offset = headerBytes;

  function section(kind: number, elementBytes: number): ArrayBuffer {
    if (offset + ALIGNMENT > bytes.length) throw new Error("a section is missing");
    if (view.getUint32(offset, true) !== kind) throw new Error(`no section of kind ${kind} at byte ${offset}`);
    const start = offset + ALIGNMENT;
    const length = view.getUint32(offset + 4, true) * elementBytes;
    if (start + length > bytes.length) throw new Error(`the section at byte ${offset} is cut short`);
    offset = start + padded(length);
    return bytes.slice(start, start + length).buffer;
  }

  const reader: ByteReader = {
    bytes: () => new Uint8Array(section(KINDS.bytes, 1)),
    int32s: () => new Int32Array(section(KINDS.int32s, 4)),
    float32s: () => new Float32Array(section(KINDS.float32s, 4)),
    float64s: () => new Float64Array(section(KINDS.float64s, 8)),
    texts: () => {
      const lengths = reader.int32s();
      const joined = new TextDecoder("utf-8", { ignoreBOM: true }).decode(reader.bytes());
      let start = 0;
      return Array.from(lengths, (length) => {
        if (length < 0) return undefined;
        start += length;
        return joined.slice(start - length, start);
      });
    },
    finish: () => {
      if (offset !== bytes.length) throw new Error(`${bytes.length - offset} bytes are left over`);
    },
  };
  return reader;
}

/** The same bytes as what the language itself slices by copying: a slice of Node's `Buffer` shares its memory. */
export function plainBytes(bytes: Uint8Array): Uint8Array {
  return new Uint8Array(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/**
 * FNV-1a over 32-bit words instead of bytes, four times as fast. Each step is a bijection of the state, so a change in
 * any one word always changes the sum.
 * @param bytes a whole number of words
 */
export function checksumWords(bytes: Uint8Array, from: number): number {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let sum = 0x811c9dc5;
  for (let offset = from; offset + 4 <= bytes.length; offset += 4) {
    sum = Math.imul(sum ^ view.getUint32(offset, true), 0x01000193);
  }
  return sum >>> 0;
}

function kindOf(array: Uint8Array | Int32Array | Float32Array | Float64Array): number {
  if (array instanceof Uint8Array) return KINDS.bytes;
  if (array instanceof Int32Array) return KINDS.int32s;
  return array instanceof Float32Array ? KINDS.float32s : KINDS.float64s;
}

function padded(length: number): number {
  return Math.ceil(length / ALIGNMENT) * ALIGNMENT;
}
