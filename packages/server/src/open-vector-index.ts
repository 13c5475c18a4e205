import { openMemoryVectorIndex } from "@rapport/adapters/vector-index/memory";
import type { Logger } from "@rapport/domain/logger";
import { tellError } from "@rapport/domain/logger";
import type { VectorIndex } from "@rapport/ports/vector-index";
import type { Store } from "@rapport/store/database";
import type { Breaker } from "./breaker.ts";
import { createBreaker } from "./breaker.ts";
import type { Config } from "./config.ts";

/** When an outside engine of vectors counts as away; its own requests end after 10 s and are tried three times. */
const BREAKER = {
  timeoutMs: 35_000,
  windowMs: 30_000,
  minCalls: 3,
  failurePercent: 50,
  restMs: 10_000,
  maxCalls: 32,
} as const;

/** Opens the engine of vectors that the configuration names, and the breaker around it where it stands outside. */
export async function openVectorIndex(
  { vectors }: Pick<Config, "vectors">,
  store: Store,
  log: Logger,
): Promise<{ vectors: VectorIndex; breakers: Record<string, Breaker> }> {
  if (vectors.engine === "memory") return { vectors: openMemoryVectorIndex({ store }), breakers: {} };
  if (vectors.engine === "pgvector") {
    const { openPgvectorIndex } = await import("@rapport/adapters/vector-index/pgvector");
    return { vectors: await openPgvectorIndex({ store }), breakers: {} };
  }
  const { openPineconeIndex } = await import("@rapport/adapters/vector-index/pinecone");
  const { openMirroredVectorIndex } = await import("@rapport/adapters/vector-index/mirrored");
  const breaker = createBreaker("Pinecone", BREAKER, (error) => Reflect.get(Object(error), "code") === "unavailable");
  const mirrored = openMirroredVectorIndex({
    store,
    exact: openMemoryVectorIndex({ store }),
    outside: openPineconeIndex(vectors),
    guard: breaker.run,
    onClose: breaker.close,
    onFailure: (what, error) => log.warn(`Vectors are answered without Pinecone: ${what}`, { error: tellError(error) }),
  });
  return { vectors: mirrored, breakers: { vectors: breaker } };
}
