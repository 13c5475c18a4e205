/** Who sent an event: the user id that it names, and what the pipeline noted of the request. */
export type Sender = { userId?: string | null | undefined; enrichment: { ip?: unknown; actor?: unknown } };

/** Addresses within a site, of a proxy or of the machine itself: they do not tell one visitor from another. */
const PRIVATE = /^(?:10\.|127\.|192\.168\.|169\.254\.|172\.(?:1[6-9]|2\d|3[01])\.|::|f[cd][0-9a-f]{2}:|fe80:)/i;

/**
 * The network of an event that nobody vouches for: neither a secret key nor a user id. Undefined for all others: models
 * take what they say in full. Empty where the network tells nothing. A public key can name a user id that is made up; keys that demand signatures forbid it.
 */
export function networkOf({ userId, enrichment }: Sender): string | undefined {
  if (userId || enrichment.actor !== undefined) return undefined;
  const { ip } = enrichment;
  return typeof ip === "string" && !PRIVATE.test(ip) ? ip : "";
}
