import type { ByteReader, ByteWriter } from "./bytes.ts";
import { checksumWords, createByteReader, createByteWriter, plainBytes } from "./bytes.ts";
import { growFloat64, grownCapacity } from "./capacity.ts";
import { setVector } from "./content.ts";
import type { ItemTable } from "./items.ts";
import { setItemState } from "./items.ts";
import type { Model } from "./model.ts";
import { createModel } from "./model.ts";
import type { RecommenderOptions, ServingOptions } from "./options.ts";
import { completeOptions } from "./options.ts";
import type { Popularity } from "./popularity.ts";
import { columnsOf, weightsOf } from "./sparse-rows.ts";
import type { Strangers } from "./strangers.ts";
import type { Transitions } from "./transitions.ts";
import { reserveRows } from "./transitions.ts";
import type { Windows } from "./windows.ts";
import { pushWindow, touchPerson } from "./windows.ts";

/** "RPRC" in the machine's byte order: a snapshot from a machine of the other order is refused, not misread. */
const MAGIC = 0x43525052;
const VERSION = 3;
/** Magic, version, checksum of the rest, length. */
const HEADER_BYTES = 16;

/** The scalars of a model, stored as JSON. */
type Scalars = {
  options: RecommenderOptions;
  interactions: number;
  popularityLandmarkMs: number | undefined;
  trendingLandmarkMs: number | undefined;
  transitionLandmarkMs: number | undefined;
  strangers: Pick<Strangers, "ratio" | "untilMeasured">;
};

/** All of a model as bytes, with a version and a checksum. O(size of the model), in one go. */
export function writeSnapshot(model: Model): Uint8Array<ArrayBuffer> {
  const writer = createByteWriter();
  const scalars: Scalars = {
    options: model.options,
    interactions: model.interactions,
    popularityLandmarkMs: model.popularity.decay.landmarkMs,
    trendingLandmarkMs: model.trending.decay.landmarkMs,
    transitionLandmarkMs: model.transitions.decay.landmarkMs,
    strangers: { ratio: model.strangers.ratio, untilMeasured: model.strangers.untilMeasured },
  };
  writer.texts([JSON.stringify(scalars)]);
  writeItems(writer, model.items, model.popularity);
  writer.array(model.trending.sums.slice(0, model.items.ids.length));
  writeStrangers(writer, model);
  writeTransitions(writer, model.transitions);
  writeContent(writer, model);
  writeWindows(writer, model.windows);
  const bytes = writer.finish(HEADER_BYTES);
  new Uint32Array(bytes.buffer, 0, 4).set([MAGIC, VERSION, checksumWords(bytes, HEADER_BYTES), bytes.length]);
  return bytes;
}

/** @throws Error saying what is wrong with the bytes; RangeError for settings out of range */
export function readSnapshot(bytes: Uint8Array, options: Partial<ServingOptions>): Model {
  checkHeader(bytes);
  const reader = createByteReader(bytes, HEADER_BYTES);
  const scalars: Scalars = JSON.parse(reader.texts()[0] ?? ""); // the checksum has shown that it is as we wrote it
  const model = createModel(completeOptions({ ...scalars.options, ...options }));
  model.interactions = scalars.interactions;
  model.popularity.decay.landmarkMs = scalars.popularityLandmarkMs;
  model.trending.decay.landmarkMs = scalars.trendingLandmarkMs;
  model.transitions.decay.landmarkMs = scalars.transitionLandmarkMs;
  readItems(reader, model.items, model.popularity);
  model.trending.sums = growFloat64(reader.float64s(), model.popularity.sums.length);
  Object.assign(model.strangers, scalars.strangers);
  readStrangers(reader, model);
  readTransitions(reader, model.transitions);
  readContent(reader, model);
  readWindows(reader, model.windows);
  reader.finish();
  return model;
}

function checkHeader(bytes: Uint8Array): void {
  if (bytes.length < HEADER_BYTES) throw new Error("Recommender snapshot: too short to be one");
  const [magic, version, checksum, length] = new Uint32Array(plainBytes(bytes).slice(0, HEADER_BYTES).buffer);
  if (magic !== MAGIC) throw new Error("Recommender snapshot: these bytes are not one");
  if (version !== VERSION) {
    throw new Error(`Recommender snapshot: it has version ${version}, this build reads version ${VERSION}`);
  }
  if (length !== bytes.length) {
    throw new Error(`Recommender snapshot: damaged, ${bytes.length} bytes instead of ${length}`);
  }
  if (checksum !== checksumWords(bytes, HEADER_BYTES)) throw new Error("Recommender snapshot: damaged, wrong checksum");
}

function writeItems(writer: ByteWriter, items: ItemTable, popularity: Popularity): void {
  writer.texts(items.ids);
  writer.array(items.states.subarray(0, items.ids.length));
  writer.array(Int32Array.from(items.free));
  writer.array(popularity.sums.slice(0, items.ids.length));
}

function readItems(reader: ByteReader, items: ItemTable, popularity: Popularity): void {
  const ids = reader.texts();
  const states = reader.bytes();
  const free = reader.int32s();
  const sums = reader.float64s();
  const capacity = grownCapacity(0, ids.length);
  popularity.sums = growFloat64(sums, capacity);
  items.states = new Uint8Array(capacity);
  ids.forEach((id, slot) => {
    items.ids[slot] = id;
    if (id === undefined) return;
    items.slots.set(id, slot);
    setItemState(items, slot, states[slot] ?? 0);
  });
  for (const slot of free) items.free.push(slot);
}

function writeStrangers(writer: ByteWriter, { strangers, items }: Model): void {
  writer.array(strangers.known.slice(0, items.ids.length));
  writer.array(strangers.claimed.slice(0, items.ids.length));
  writer.array(strangers.byNetwork);
}

function readStrangers(reader: ByteReader, { strangers, popularity }: Model): void {
  strangers.known = growFloat64(reader.float64s(), popularity.sums.length);
  strangers.claimed = growFloat64(reader.float64s(), popularity.sums.length);
  strangers.byNetwork = reader.float32s();
}

function writeTransitions(writer: ByteWriter, transitions: Transitions): void {
  const { width, rowCount } = transitions;
  const starts = Int32Array.from({ length: rowCount }, (_, row) => row * width);
  const sizes = transitions.sizes.slice(0, rowCount);
  writer.array(transitions.rows);
  writer.array(Int32Array.from(transitions.freeRows));
  writer.array(sizes);
  writer.array(transitions.totals.slice(0, rowCount));
  writer.array(packRuns(transitions.successors, new Int32Array(transitions.pairs), starts, sizes));
  writer.array(packRuns(transitions.counts, new Float32Array(transitions.pairs), starts, sizes));
  writer.array(packRuns(transitions.errors, new Float32Array(transitions.pairs), starts, sizes));
  writer.array(packRuns(transitions.claims, new Float32Array(transitions.pairs), starts, sizes));
}

function readTransitions(reader: ByteReader, transitions: Transitions): void {
  transitions.rows = reader.int32s();
  for (const row of reader.int32s()) transitions.freeRows.push(row);
  const sizes = reader.int32s();
  reserveRows(transitions, sizes.length);
  transitions.rowCount = sizes.length;
  transitions.sizes.set(sizes);
  transitions.totals.set(reader.float64s());
  const [successors, counts] = [reader.int32s(), reader.float32s()];
  const [errors, claims] = [reader.float32s(), reader.float32s()];
  let start = 0;
  sizes.forEach((size, row) => {
    const base = row * transitions.width;
    transitions.successors.set(successors.subarray(start, start + size), base);
    transitions.counts.set(counts.subarray(start, start + size), base);
    transitions.errors.set(errors.subarray(start, start + size), base);
    transitions.claims.set(claims.subarray(start, start + size), base);
    start += size;
  });
  transitions.pairs = start;
}

function writeContent(writer: ByteWriter, model: Model): void {
  const { content, items } = model;
  const slots = Int32Array.from(items.ids.keys()).filter((slot) => content.slots.has(slot));
  const parts = [content.vectors, content.categories];
  writer.texts(content.terms);
  writer.array(Int32Array.from(content.freeTerms));
  writer.array(slots);
  for (const rows of parts) writer.array(slots.map((slot) => columnsOf(rows, slot).length));
  const of = (read: typeof columnsOf | typeof weightsOf) =>
    [...slots].flatMap((slot) => parts.flatMap((rows) => [...read(rows, slot)]));
  writer.array(Int32Array.from(of(columnsOf)));
  writer.array(Float64Array.from(of(weightsOf)));
}

function readContent(reader: ByteReader, model: Model): void {
  const { content } = model;
  reader.texts().forEach((text, term) => {
    content.terms[term] = text;
    if (text !== undefined) content.termIds.set(text, term);
  });
  for (const term of reader.int32s()) content.freeTerms.push(term);
  const slots = reader.int32s();
  const [sizes, categorySizes] = [reader.int32s(), reader.int32s()];
  const [terms, weights] = [reader.int32s(), reader.float64s()];
  let start = 0;
  slots.forEach((slot, index) => {
    const middle = start + (sizes[index] ?? 0);
    const end = middle + (categorySizes[index] ?? 0);
    setVector(content, slot, {
      terms: terms.subarray(start, middle),
      weights: weights.subarray(start, middle),
      categoryTerms: terms.subarray(middle, end),
      categoryWeights: weights.subarray(middle, end),
    });
    start = end;
  });
}

/** Persons from the one idle longest to the latest, so that touching them in this order restores the order of use. */
function writeWindows(writer: ByteWriter, windows: Windows): void {
  const people = new Int32Array(windows.slots.size);
  let person = windows.oldest;
  for (let index = 0; index < people.length; index += 1) {
    people[index] = person;
    person = windows.newer[person] ?? -1;
  }
  const starts = people.map((slot) => slot * windows.size);
  const counts = Uint8Array.from(people, (slot) => windows.counts[slot] ?? 0);
  const total = counts.reduce((sum, count) => sum + count, 0);
  writer.texts(Array.from(people, (slot) => windows.persons[slot]));
  writer.array(counts);
  writer.array(packRuns(windows.items, new Int32Array(total), starts, counts));
  writer.array(packRuns(windows.weights, new Float32Array(total), starts, counts));
  writer.array(packRuns(windows.timesMs, new Float64Array(total), starts, counts));
}

function readWindows(reader: ByteReader, windows: Windows): void {
  const people = reader.texts();
  const counts = reader.bytes();
  const [items, weights, timesMs] = [reader.int32s(), reader.float32s(), reader.float64s()];
  let start = 0;
  people.forEach((personId, index) => {
    const person = touchPerson(windows, personId ?? "");
    const end = start + (counts[index] ?? 0);
    // Newest first in the snapshot, and pushing makes newest: so backwards.
    for (let entry = end - 1; entry >= start; entry -= 1) {
      const [item, weight, timestampMs] = [items[entry] ?? 0, weights[entry] ?? 0, timesMs[entry] ?? 0];
      pushWindow(windows, person, -1, { item, weight, timestampMs });
    }
    start = end;
  });
}

/** Copies the used runs of a padded array one after another. */
function packRuns<T extends Int32Array | Float32Array | Float64Array>(
  source: T,
  packed: T,
  starts: Int32Array,
  sizes: Int32Array | Uint8Array,
): T {
  let offset = 0;
  starts.forEach((start, index) => {
    const size = sizes[index] ?? 0;
    packed.set(source.subarray(start, start + size), offset);
    offset += size;
  });
  return packed;
}
