/** A request to the host of an index. */
export type PineconeCall = { method: string; path: string; query: URLSearchParams; body: Record<string, unknown> };

/** What the service answers instead of what was asked for. */
export class PineconeRefusal extends Error {
  override readonly name = "PineconeRefusal";
  readonly status: number;

  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

type Stored = { id: string; values: number[]; metadata: Record<string, unknown> | undefined };
type Namespace = Map<string, Stored>;

const MAX_RECORDS = 1_000;
const MAX_TOP_K = 10_000;
const MAX_ID = 512;

/** One serverless index in memory, with the limits of the reference. */
export class PineconeIndex {
  readonly dimension: number;
  readonly metric: string;
  readonly #delayMs: number;
  readonly #namespaces = new Map<string, Namespace>();

  constructor(dimension: number, metric: string, delayMs: number) {
    this.dimension = dimension;
    this.metric = metric;
    this.#delayMs = delayMs;
  }

  namespaces(): string[] {
    return [...this.#namespaces.keys()];
  }

  answer({ method, path, query, body }: PineconeCall): unknown {
    const name = String(body.namespace ?? query.get("namespace") ?? "__default__");
    switch (`${method} ${path}`) {
      case "POST vectors/upsert":
        return this.#upsert(name, body.vectors);
      case "POST vectors/delete":
        return this.#delete(name, body);
      case "GET vectors/fetch":
        return this.#fetch(name, query.getAll("ids"));
      case "GET vectors/list":
        return this.#list(name, query);
      case "POST describe_index_stats":
        return this.#describe();
      case "POST query":
        return this.#query(name, body);
      default:
        throw new PineconeRefusal(404, `Not found: ${method} ${path}`);
    }
  }

  #describe(): unknown {
    const namespaces = [...this.#namespaces].map(([name, stored]) => [name, { vectorCount: stored.size }]);
    return { dimension: this.dimension, namespaces: Object.fromEntries(namespaces) };
  }

  #upsert(name: string, vectors: unknown): unknown {
    const records = Array.isArray(vectors) ? vectors.map((record) => this.#toStored(record)) : [];
    if (records.length === 0 || records.length > MAX_RECORDS) throw new PineconeRefusal(400, "1 to 1000 vectors");
    const namespace = this.#namespaces.get(name) ?? new Map<string, Stored>();
    this.#namespaces.set(name, namespace);
    this.#later(() => {
      for (const record of records) namespace.set(record.id, record);
    });
    return { upsertedCount: records.length };
  }

  #toStored(record: unknown): Stored {
    const { id, values, metadata } = Object(record);
    if (typeof id !== "string" || id.length === 0 || id.length > MAX_ID) throw new PineconeRefusal(400, "Invalid id");
    this.#checkVector(values);
    const isFlat = (value: unknown) => ["string", "number", "boolean"].includes(typeof value) || Array.isArray(value);
    if (metadata !== undefined && !Object.values(Object(metadata)).every(isFlat))
      throw new PineconeRefusal(400, "Metadata value must be a string, number, boolean or list of strings");
    return { id, values, metadata };
  }

  #checkVector(values: unknown): asserts values is number[] {
    if (!Array.isArray(values) || values.length !== this.dimension)
      throw new PineconeRefusal(400, `Vector dimension does not match the dimension of the index ${this.dimension}`);
    if (values.every((value) => value === 0))
      throw new PineconeRefusal(400, "Dense vectors must contain at least one non-zero value");
  }

  #delete(name: string, { ids, deleteAll }: Record<string, unknown>): unknown {
    const namespace = this.#namespaces.get(name);
    if (!namespace) throw new PineconeRefusal(404, "Namespace not found");
    if (Array.isArray(ids) && ids.length > MAX_RECORDS) throw new PineconeRefusal(400, "At most 1000 ids");
    this.#later(() => {
      if (deleteAll === true) this.#namespaces.delete(name);
      else for (const id of Array.isArray(ids) ? ids : []) namespace.delete(id);
    });
    return {};
  }

  #fetch(name: string, ids: readonly string[]): unknown {
    if (ids.length === 0 || ids.length > MAX_RECORDS) throw new PineconeRefusal(400, "1 to 1000 ids");
    const found = ids.flatMap((id) => this.#namespaces.get(name)?.get(id) ?? []);
    return { vectors: Object.fromEntries(found.map((record) => [record.id, record])), namespace: name };
  }

  #list(name: string, query: URLSearchParams): unknown {
    const limit = Number(query.get("limit") ?? 100);
    if (limit < 1 || limit > 100) throw new PineconeRefusal(400, "limit must be from 1 to 100");
    const after = Buffer.from(query.get("paginationToken") ?? "", "base64url").toString();
    const ids = [...(this.#namespaces.get(name)?.keys() ?? [])].sort().filter((id) => id > after);
    const page = ids.slice(0, limit);
    const next = Buffer.from(page.at(-1) ?? "").toString("base64url");
    return {
      vectors: page.map((id) => ({ id })),
      namespace: name,
      ...(ids.length > limit && { pagination: { next } }),
    };
  }

  #query(name: string, { vector, topK, filter, includeMetadata, includeValues }: Record<string, unknown>): unknown {
    this.#checkVector(vector);
    if (typeof topK !== "number" || topK < 1 || topK > MAX_TOP_K)
      throw new PineconeRefusal(400, "topK is out of range");
    const score = ({ values }: Stored) => values.reduce((sum, value, i) => sum + value * (vector[i] ?? 0), 0);
    const matches = [...(this.#namespaces.get(name)?.values() ?? [])]
      .filter(({ metadata }) => passes(metadata, filter))
      .map((record) => ({
        id: record.id,
        score: score(record),
        ...(includeMetadata === true && { metadata: record.metadata }),
        values: includeValues === true ? record.values : [],
      }))
      .sort((a, b) => b.score - a.score)
      .slice(0, topK);
    return { matches, namespace: name, usage: { readUnits: 1 } };
  }

  #later(write: () => void): void {
    setTimeout(write, this.#delayMs);
  }
}

/** `{ field: { $in: [...] } }`, all fields. */
function passes(metadata: Record<string, unknown> = {}, filter: unknown): boolean {
  return Object.entries(Object(filter)).every(([field, condition]) => {
    const values: unknown = Reflect.get(Object(condition), "$in");
    if (!Array.isArray(values)) throw new PineconeRefusal(400, `Unknown filter for ${field}`);
    return values.includes(metadata[field]);
  });
}
