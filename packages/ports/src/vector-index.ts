/** What a vector is found by besides its direction: exact values under names, e.g. `{ document: "doc_1" }`. */
export type VectorLabels = Readonly<Record<string, string>>;

/** One vector under its id. */
export type VectorEntry = { id: string; vector: Float32Array; labels?: VectorLabels | undefined };

/** Vectors that may be compared: of one project, one model, one length. */
export type VectorSpace = {
  projectId: string;
  /** Of the model that made them, e.g. `behaviour-128-20260105T120000Z`: a new model is a new space. */
  name: string;
  /** Numbers of each vector. */
  dimension: number;
};

/** What is looked for. */
export type VectorQuery = {
  vector: Float32Array;
  /** Matches in the answer, at most. */
  limit: number;
  /** Only entries whose labels have, under every name, one of the values. */
  where?: Readonly<Record<string, readonly string[]>> | undefined;
};

/** An entry near the query; `score` is the inner product with it: the cosine, where both have length 1. */
export type VectorMatch = { id: string; score: number; labels: VectorLabels };

export type VectorAnswer = {
  /** Highest score first; equal ones by id. */
  matches: VectorMatch[];
  /** True when every entry was compared; false when an index chose which. */
  isExact: boolean;
  /** True when the engine that should have answered did not, and another one stood in. */
  isDegraded: boolean;
};

/** Bounds that every engine keeps. */
export const VECTOR_LIMITS = {
  dimension: 4_000,
  matches: 10_000,
  idLength: 255,
  labels: 16,
  labelLength: 512,
} as const;

/**
 * Finds the vectors that point where another one does.
 *
 * Contract that every engine keeps (checked by the conformance suite):
 * - A space is what its project, name and dimension say. Nothing of another project or name is ever found, changed or listed.
 *   A space needs no making; one that holds nothing answers nothing.
 * - Vectors have the dimension of their space, finite numbers, and are not all zero; ids are 1 to 255 printable ASCII
 *   characters; else `invalid_parameter`, and nothing of the call is kept.
 * - `upsert` replaces the vector and labels of an id as a whole. When it resolves, a restart keeps it. Queries, `fetch`, `list`
 *   and `count` show it at once, or (engines over a network) within seconds.
 * - A space may be given up (`drop`) and begun anew, also with another dimension.
 */
export interface VectorIndex {
  /** Engine, as settings name it. */
  readonly engine: string;
  upsert(space: VectorSpace, entries: readonly VectorEntry[]): Promise<void>;
  /** The entries of these ids, without those that are not there. */
  fetch(space: VectorSpace, ids: readonly string[]): Promise<Map<string, VectorEntry>>;
  query(space: VectorSpace, query: VectorQuery): Promise<VectorAnswer>;
  /** Forgets ids; one that is not there is no error. */
  delete(space: VectorSpace, ids: readonly string[]): Promise<void>;
  /** All ids of a space in the order of their bytes. */
  list(space: VectorSpace): AsyncIterable<string>;
  /** How many entries a space holds. */
  count(space: VectorSpace): Promise<number>;
  /** Forgets a whole space. */
  drop(space: VectorSpace): Promise<void>;
  /** Ends what works in the background. */
  close(): Promise<void>;
}
