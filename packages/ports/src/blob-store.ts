/** A blob that is there: its size in bytes, and its bytes, to be read once. */
export type OpenedBlob = { sizeBytes: number; body: AsyncIterable<Uint8Array> };

/** What a list says of a blob. */
export type ListedBlob = { key: string; sizeBytes: number };

/** Bytes to keep: whole, or as they come. */
export type BlobBody = Uint8Array | AsyncIterable<Uint8Array>;

/**
 * Larger things than a database row should hold, under a key: snapshots of models, exports, assets.
 *
 * Contract that every engine keeps (checked by the conformance suite):
 * - A key is one to eight parts of `a-z A-Z 0-9 . _ = -` that do not begin with a dot, joined by `/`, 512 characters at most. A
 *   key may be the beginning of another one. Any other key is refused with `invalid_parameter` before the engine sees it.
 * - `put` resolves when the blob would survive what the engine survives. Until then, and for ever when it rejects, the key
 *   names what it named before: no reader sees a part of a blob. Of two at once one wins, whole.
 * - A body that was opened is that of one `put`, also when the key is overwritten or deleted meanwhile; a reader that an engine
 *   cannot serve to the end gets an error, never a shorter body.
 */
export interface BlobStore {
  /** Keeps bytes under a key, in place of what was there. */
  put(key: string, body: BlobBody): Promise<void>;
  /** The blob under a key; undefined when there is none. Whoever opens a body reads it to its end, or ends the reading. */
  open(key: string): Promise<OpenedBlob | undefined>;
  /** All bytes under a key; undefined when there are none. */
  read(key: string): Promise<Uint8Array | undefined>;
  /** Forgets a key; none is not an error. */
  delete(key: string): Promise<void>;
  /** Blobs whose key begins with `prefix` (parts of keys, with a `/` at its end, or empty), in the order of their keys. */
  list(prefix: string): AsyncIterable<ListedBlob>;
}
