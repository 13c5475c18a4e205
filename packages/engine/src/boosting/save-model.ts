import { checksumWords, createByteReader, createByteWriter, plainBytes } from "../recommender/bytes.ts";
import type { BoostedModel } from "./boosted-model.ts";
import type { Forest } from "./forest.ts";

/** "RPGB" in the machine's byte order: bytes from a machine of the other order are refused, not misread. */
const MAGIC = 0x42475052;
const VERSION = 1;
/** Magic, version, checksum of the rest, length. */
const HEADER_BYTES = 16;

/** A model as bytes, with a version and a checksum: about 45 bytes a split. */
export function saveModel(model: BoostedModel): Uint8Array<ArrayBuffer> {
  const { forest } = model;
  const writer = createByteWriter();
  writer.texts([model.objective, ...model.featureNames]);
  writer.array(Float64Array.of(model.baseScore));
  writer.array(forest.decision);
  for (const values of [forest.roots, forest.feature, forest.left, forest.right, forest.categoryStarts]) {
    writer.array(values);
  }
  writer.array(new Int32Array(forest.categoryWords));
  for (const values of [forest.threshold, forest.gain, forest.nodeRows, forest.leafValue, forest.leafRows]) {
    writer.array(values);
  }
  const bytes = writer.finish(HEADER_BYTES);
  new Uint32Array(bytes.buffer, 0, 4).set([MAGIC, VERSION, checksumWords(bytes, HEADER_BYTES), bytes.length]);
  return bytes;
}

/** @throws Error saying what is wrong with the bytes */
export function loadModel(saved: Uint8Array): BoostedModel {
  // A copy: slices of a Buffer, which drivers answer with, would be views into memory that is not aligned.
  const bytes = Uint8Array.from(saved);
  checkHeader(bytes);
  const reader = createByteReader(bytes, HEADER_BYTES);
  const [objective, ...featureNames] = reader.texts().map((text) => text ?? "");
  const baseScore = reader.float64s()[0] ?? 0;
  const forest: Forest = {
    decision: reader.bytes(),
    roots: reader.int32s(),
    feature: reader.int32s(),
    left: reader.int32s(),
    right: reader.int32s(),
    categoryStarts: reader.int32s(),
    categoryWords: new Uint32Array(reader.int32s()),
    threshold: reader.float64s(),
    gain: reader.float64s(),
    nodeRows: reader.float64s(),
    leafValue: reader.float64s(),
    leafRows: reader.float64s(),
  };
  reader.finish();
  // as: the checksum has shown that the bytes are as saveModel wrote them
  return { objective: objective as BoostedModel["objective"], featureNames, baseScore, forest };
}

function checkHeader(bytes: Uint8Array): void {
  if (bytes.length < HEADER_BYTES) throw new Error("Boosted model: too short to be one");
  const [magic, version, checksum, length] = new Uint32Array(plainBytes(bytes).slice(0, HEADER_BYTES).buffer);
  if (magic !== MAGIC) throw new Error("Boosted model: these bytes are not one");
  if (version !== VERSION) throw new Error(`Boosted model: it has version ${version}, this build reads ${VERSION}`);
  if (length !== bytes.length) throw new Error(`Boosted model: damaged, ${bytes.length} bytes instead of ${length}`);
  if (checksum !== checksumWords(bytes, HEADER_BYTES)) throw new Error("Boosted model: damaged, wrong checksum");
}
