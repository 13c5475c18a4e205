import { chunksOf, gatherChunks, requireBlobKey, requireBlobPrefix } from "@rapport/ports/blob-key";
import type { BlobStore } from "@rapport/ports/blob-store";

/** Blobs in memory, for tests of what keeps some. */
export function createMemoryBlobStore(): BlobStore {
  const blobs = new Map<string, Uint8Array>();
  const find = (key: string) => {
    requireBlobKey(key);
    return blobs.get(key);
  };
  return {
    async put(key, body) {
      requireBlobKey(key);
      blobs.set(key, Uint8Array.from(await gatherChunks(chunksOf(body))));
    },
    read: async (key) => find(key),
    async open(key) {
      const found = find(key);
      return found && { sizeBytes: found.length, body: chunksOf(found) };
    },
    async delete(key) {
      requireBlobKey(key);
      blobs.delete(key);
    },
    async *list(prefix) {
      requireBlobPrefix(prefix);
      const keys = [...blobs.keys()].filter((key) => key.startsWith(prefix)).sort();
      for (const key of keys) yield { key, sizeBytes: blobs.get(key)?.length ?? 0 };
    },
  };
}
