import { loadModel, saveModel } from "../boosting/save-model.ts";
import type { ByteReader, ByteWriter } from "../recommender/bytes.ts";
import { checksumWords, createByteReader, createByteWriter, plainBytes } from "../recommender/bytes.ts";
import type { Reranker } from "../reranking/reranker.ts";
import type { Factors } from "./item-factors.ts";
import type { ItemWeights } from "./item-weights.ts";
import type { SessionIndex, SessionOptions } from "./session-neighbours.ts";

/** How the parts of a trained model are used and weighed, found on data that they had not seen. */
export type TrainedSettings = {
  /** Weight of an item of the history by its rank from the newest. */
  easeDecay: number;
  factorsDecay: number;
  sessions: SessionOptions;
  /** Convex weights of the generators with all evidence there is. */
  blend: { ease: number; factors: number; sessions: number; transitions: number; popularity: number };
};

/** What a training run leaves: everything that serving needs besides what the recommender learns by itself. */
export type TrainedModel = {
  /** Ids of the items by their number in the parts below. */
  readonly itemIds: readonly string[];
  readonly ease: ItemWeights;
  readonly factors: Factors;
  readonly sessions: SessionIndex;
  readonly settings: TrainedSettings;
  /** Corrects the order of the best candidates; undefined where that did not show itself. */
  readonly reranker?: Reranker | undefined;
};

/** "RPTM" in the machine's byte order. */
const MAGIC = 0x4d545052;
const VERSION = 2;
/** Versions before had no reranker and are read as such. */
const OLDEST = 1;
const HEADER_BYTES = 16;

/** A trained model as bytes, with a version and a checksum. O(its size). */
export function writeTrainedModel({
  itemIds,
  ease,
  factors,
  sessions,
  settings,
  reranker,
}: TrainedModel): Uint8Array<ArrayBuffer> {
  const writer = createByteWriter();
  writer.texts([JSON.stringify({ settings, factors: factors.options, scale: reranker?.scale })]);
  writer.texts(itemIds);
  writeWeights(writer, ease);
  writer.array(factors.items);
  writer.array(factors.gram);
  writeSessions(writer, sessions);
  writer.array(reranker ? saveModel(reranker.model) : new Uint8Array());
  const bytes = writer.finish(HEADER_BYTES);
  new Uint32Array(bytes.buffer, 0, 4).set([MAGIC, VERSION, checksumWords(bytes, HEADER_BYTES), bytes.length]);
  return bytes;
}

/** @throws Error saying what is wrong when the bytes are of another version, cut short or damaged */
export function readTrainedModel(bytes: Uint8Array): TrainedModel {
  const version = checkHeader(bytes);
  const reader = createByteReader(bytes, HEADER_BYTES);
  const scalars: { settings: TrainedSettings; factors: Factors["options"]; scale?: number } = JSON.parse(
    reader.texts()[0] ?? "",
  ); // the checksum has shown that it is as we wrote it
  const itemIds = reader.texts().map((id) => id ?? "");
  const ease = readWeights(reader);
  const factors = { options: scalars.factors, items: reader.float32s(), gram: reader.float32s() };
  const sessions = readSessions(reader);
  const trees = version === OLDEST ? new Uint8Array() : reader.bytes();
  reader.finish();
  const reranker = trees.length > 0 ? { model: loadModel(trees), scale: scalars.scale ?? 1 } : undefined;
  return { itemIds, ease, factors, sessions, settings: scalars.settings, reranker };
}

function checkHeader(bytes: Uint8Array): number {
  if (bytes.length < HEADER_BYTES) throw new Error("Trained model: too short to be one");
  const [magic, version, checksum, length] = new Uint32Array(plainBytes(bytes).slice(0, HEADER_BYTES).buffer);
  if (magic !== MAGIC) throw new Error("Trained model: these bytes are not one");
  if (version === undefined || version < OLDEST || version > VERSION) {
    throw new Error(`Trained model: version ${version}, this build reads versions ${OLDEST} to ${VERSION}`);
  }
  if (length !== bytes.length || checksum !== checksumWords(bytes, HEADER_BYTES)) {
    throw new Error("Trained model: damaged");
  }
  return version;
}

function writeWeights(writer: ByteWriter, { starts, targets, weights }: ItemWeights): void {
  writer.array(starts);
  writer.array(targets);
  writer.array(weights);
}

function readWeights(reader: ByteReader): ItemWeights {
  return { starts: reader.int32s(), targets: reader.int32s(), weights: reader.float32s() };
}

function writeSessions(writer: ByteWriter, { starts, itemOf, itemStarts, sessionOf, rarity }: SessionIndex): void {
  for (const array of [starts, itemOf, itemStarts, sessionOf]) writer.array(array);
  writer.array(rarity);
}

function readSessions(reader: ByteReader): SessionIndex {
  return {
    starts: reader.int32s(),
    itemOf: reader.int32s(),
    itemStarts: reader.int32s(),
    sessionOf: reader.int32s(),
    rarity: reader.float32s(),
  };
}
