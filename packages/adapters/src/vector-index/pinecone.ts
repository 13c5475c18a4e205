import { Pinecone } from "@pinecone-database/pinecone";
import { checkEntries, checkQuery, checkSpace } from "@rapport/ports/check-vectors";
import type {
  VectorAnswer,
  VectorEntry,
  VectorIndex,
  VectorLabels,
  VectorQuery,
  VectorSpace,
} from "@rapport/ports/vector-index";
import { toPineconeError } from "./pinecone-error.ts";

/** Most of a request, of Pinecone's 2 MB and 1,000 records. */
const MAX_BODY_BYTES = 1_500_000;
const MAX_RECORDS = 1_000;
/** Ids of one fetch stand in its address. */
const MAX_FETCH = 50;
/** Ids of one page of a list: Pinecone's most. */
const LIST_PAGE = 100;
/** Requests that take longer are given up. */
const TIMEOUT_MS = 10_000;
const MAX_RETRIES = 2;

export type PineconeOptions = {
  apiKey: string;
  /** Beginning of the indexes' names: one is made for each dimension. */
  index: string;
  /** Where new indexes stand, e.g. `aws` and `us-east-1`. */
  cloud: "aws" | "gcp" | "azure";
  region: string;
  /** Control plane; Pinecone's own unless said. */
  controllerUrl?: string | undefined;
};

type Namespace = ReturnType<Pinecone["index"]>;

/** Vectors in Pinecone: an index for each dimension, in it a namespace for each space. Approximate; a write shows after seconds. */
export function openPineconeIndex(options: PineconeOptions): VectorIndex {
  return new PineconeVectorIndex(options);
}

class PineconeVectorIndex implements VectorIndex {
  readonly engine = "pinecone";
  readonly #options: PineconeOptions;
  readonly #client: Pinecone;
  readonly #hosts = new Map<number, Promise<string>>();

  constructor(options: PineconeOptions) {
    this.#options = options;
    this.#client = new Pinecone({
      apiKey: options.apiKey,
      maxRetries: MAX_RETRIES,
      sourceTag: "rapport",
      ...(options.controllerUrl !== undefined && { controllerHostUrl: options.controllerUrl }),
      fetchApi: (url, init) => fetch(url, { ...init, signal: AbortSignal.timeout(TIMEOUT_MS) }),
    });
  }

  async upsert(space: VectorSpace, entries: readonly VectorEntry[]): Promise<void> {
    checkEntries(space, entries);
    const size = Math.min(MAX_RECORDS, Math.max(1, Math.floor(MAX_BODY_BYTES / (space.dimension * 24 + 1_000))));
    for (const page of pagesOf(entries, size)) {
      const records = page.map(({ id, vector, labels }) => ({
        id,
        values: [...vector],
        ...(labels && Object.keys(labels).length > 0 && { metadata: { ...labels } }),
      }));
      await this.#call(space, (namespace) => namespace.upsert({ records }));
    }
  }

  async fetch(space: VectorSpace, ids: readonly string[]): Promise<Map<string, VectorEntry>> {
    checkSpace(space);
    const found = new Map<string, VectorEntry>();
    for (const page of pagesOf(ids, MAX_FETCH)) {
      const { records } = await this.#call(space, (namespace) => namespace.fetch({ ids: page }));
      for (const { id, values, metadata } of Object.values(records))
        found.set(id, { id, vector: Float32Array.from(values ?? []), labels: toLabels(metadata) });
    }
    return found;
  }

  async query(space: VectorSpace, query: VectorQuery): Promise<VectorAnswer> {
    checkQuery(space, query);
    const { matches } = await this.#call(space, (namespace) =>
      namespace.query({
        vector: [...query.vector],
        topK: query.limit,
        includeMetadata: true,
        ...(query.where && Object.keys(query.where).length > 0 && { filter: toFilter(query.where) }),
      }),
    );
    const found = matches.map(({ id, score = 0, metadata }) => ({ id, score, labels: toLabels(metadata) }));
    return {
      matches: found.sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1)),
      isExact: false,
      isDegraded: false,
    };
  }

  async delete(space: VectorSpace, ids: readonly string[]): Promise<void> {
    checkSpace(space);
    for (const page of pagesOf(ids, MAX_RECORDS))
      await this.#forget(space, (namespace) => namespace.deleteMany({ ids: page }));
  }

  async *list(space: VectorSpace): AsyncGenerator<string> {
    checkSpace(space);
    for (let paginationToken: string | undefined; ; ) {
      const page = { limit: LIST_PAGE, ...(paginationToken !== undefined && { paginationToken }) };
      const { vectors = [], pagination } = await this.#call(space, (namespace) => namespace.listPaginated(page));
      for (const { id } of vectors) if (id !== undefined) yield id;
      paginationToken = pagination?.next;
      if (paginationToken === undefined) return;
    }
  }

  async count(space: VectorSpace): Promise<number> {
    checkSpace(space);
    const { namespaces } = await this.#call(space, (namespace) => namespace.describeIndexStats());
    return namespaces?.[namespaceOf(space)]?.recordCount ?? 0;
  }

  async drop(space: VectorSpace): Promise<void> {
    checkSpace(space);
    await this.#forget(space, (namespace) => namespace.deleteAll());
  }

  async close(): Promise<void> {
    this.#hosts.clear();
  }

  /** A namespace that is not there has nothing to forget. */
  async #forget(space: VectorSpace, call: (namespace: Namespace) => Promise<void>): Promise<void> {
    await this.#call(space, async (namespace) => {
      await call(namespace).catch((error: unknown) => {
        if (!isNotFound(error)) throw error;
      });
    });
  }

  async #call<T>(space: VectorSpace, call: (namespace: Namespace) => Promise<T>): Promise<T> {
    try {
      const host = await this.#host(space.dimension);
      return await call(this.#client.index({ host, namespace: namespaceOf(space) }));
    } catch (error) {
      throw toPineconeError(error);
    }
  }

  #host(dimension: number): Promise<string> {
    const known = this.#hosts.get(dimension);
    if (known) return known;
    const host = this.#ensureIndex(dimension);
    this.#hosts.set(dimension, host);
    // A failure is not remembered.
    host.catch(() => this.#hosts.delete(dimension));
    return host;
  }

  async #ensureIndex(dimension: number): Promise<string> {
    const { index, cloud, region } = this.#options;
    const name = `${index}-${dimension}`;
    try {
      return (await this.#client.describeIndex(name)).host;
    } catch (error) {
      if (!isNotFound(error)) throw error;
    }
    await this.#client.createIndex({
      name,
      dimension,
      metric: "dotproduct",
      spec: { serverless: { cloud, region } },
      waitUntilReady: true,
      // Another server may make it at the same time.
      suppressConflicts: true,
    });
    return (await this.#client.describeIndex(name)).host;
  }
}

/** The project leads, so that no name of a space can reach another project's. */
const namespaceOf = ({ projectId, name }: VectorSpace) => `${projectId}/${name}`;

function isNotFound(error: unknown): boolean {
  return error instanceof Error && error.name === "PineconeNotFoundError";
}

function toFilter(where: NonNullable<VectorQuery["where"]>): object {
  return Object.fromEntries(Object.entries(where).map(([label, values]) => [label, { $in: [...values] }]));
}

function toLabels(metadata: Record<string, unknown> | undefined): VectorLabels {
  return Object.fromEntries(Object.entries(metadata ?? {}).map(([label, value]) => [label, String(value)]));
}

function* pagesOf<T>(values: readonly T[], size: number): Generator<T[]> {
  for (let from = 0; from < values.length; from += size) yield values.slice(from, from + size);
}
