/** Limits of the tracking API. Bytes are UTF-8 bytes of the JSON as it was sent. */
export const LIMITS = {
  /** One event, bytes; a larger one is rejected alone. */
  eventBytes: 32 * 1024,
  /** Request body after decompression, bytes. */
  bodyBytes: 4 * 1024 * 1024,
  /** Messages in one batch. */
  batchEvents: 2_500,
  /** Nesting of objects and arrays in one event. Engines below fail from 5,000 on. */
  depth: 32,
  /** Keys of one object. */
  keys: 255,
  /** One string or key, UTF-16 code units. */
  stringLength: 8_192,
  /** `event` of a track message. */
  eventNameLength: 200,
  /** userId, anonymousId, groupId, previousId, messageId. */
  idLength: 255,
  /** Catalog items in one upsert. */
  catalogItems: 1_000,
  /** Items in one recommendation answer. */
  recommendations: 100,
} as const;
