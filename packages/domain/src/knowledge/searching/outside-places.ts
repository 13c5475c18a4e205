import type { SearchHit } from "@rapport/engine/retrieval/inverted-index";
import type { VectorEntry, VectorIndex, VectorSpace } from "@rapport/ports/vector-index";
import type { ChunkPlaces } from "./knowledge-index.ts";

/** Vectors that are written at once. */
const BATCH = 500;
/** Of every space, however few topics a project has: Pinecone has an index for each dimension, and not many of them. Zeros change no product. */
export const OUTSIDE_DIMENSION = 128;

/**
 * Chunks' places among topics in a vector index, pgvector or Pinecone, instead of in memory. What is set stands there once it is written;
 * while no space is known, nothing is written and nothing found.
 */
export class OutsidePlaces implements ChunkPlaces {
  readonly #vectors: VectorIndex;
  /** Places to write, and undefined for chunks to take out. */
  readonly #pending = new Map<string, Float32Array | undefined>();
  #space: VectorSpace | undefined;

  constructor(vectors: VectorIndex) {
    this.#vectors = vectors;
  }

  set(id: string, place: Float32Array): void {
    // A text that topics know no word of points nowhere.
    const isSomewhere = place.some((number) => number !== 0);
    this.#pending.set(id, isSomewhere ? widen(place) : undefined);
  }

  delete(id: string): void {
    this.#pending.set(id, undefined);
  }

  clear(): void {
    this.#pending.clear();
    this.#space = undefined;
  }

  /** Writes all places to a space, unless another server has done so: the same documents have the same topics. */
  async begin(space: VectorSpace): Promise<void> {
    const wanted = [...this.#pending.values()].filter((place) => place !== undefined).length;
    if ((await this.#vectors.count(space)) !== wanted) {
      await this.#vectors.drop(space);
      await this.#write(space);
    }
    this.#pending.clear();
    this.#space = space;
  }

  /** Writes what has changed. What could not be written is tried again at the next call. */
  async flush(): Promise<void> {
    if (this.#space) await this.#write(this.#space);
  }

  /** Chunks near a place, best first. */
  async search(vector: Float32Array, limit: number, documentIds: readonly string[] | undefined): Promise<SearchHit[]> {
    if (!this.#space || vector.every((number) => number === 0)) return [];
    const where = documentIds && { document: documentIds };
    const { matches } = await this.#vectors.query(this.#space, { vector: widen(vector), limit, where });
    return matches.filter(({ score }) => score > 0).map(({ id, score }) => ({ id, score }));
  }

  async #write(space: VectorSpace): Promise<void> {
    const changes = [...this.#pending];
    for (let from = 0; from < changes.length; from += BATCH) {
      const batch = changes.slice(from, from + BATCH);
      const entries = batch.flatMap(([id, vector]): VectorEntry[] =>
        vector ? [{ id, vector, labels: { document: id.slice(0, id.lastIndexOf(".")) } }] : [],
      );
      const gone = batch.flatMap(([id, vector]) => (vector ? [] : [id]));
      if (entries.length > 0) await this.#vectors.upsert(space, entries);
      if (gone.length > 0) await this.#vectors.delete(space, gone);
      // What was set anew meanwhile stays for the next time.
      for (const [id, vector] of batch) if (this.#pending.get(id) === vector) this.#pending.delete(id);
    }
  }
}

function widen(place: Float32Array): Float32Array {
  const wide = new Float32Array(OUTSIDE_DIMENSION);
  wide.set(place);
  return wide;
}
