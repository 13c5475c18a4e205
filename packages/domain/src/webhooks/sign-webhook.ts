import { createHmac } from "node:crypto";

const PREFIX = "whsec_";

/** A secret as Standard Webhooks 1.0 writes it: 32 bytes in base64 behind `whsec_`. */
export function makeWebhookSecret(randomBytes: (size: number) => Uint8Array): string {
  return PREFIX + Buffer.from(randomBytes(32)).toString("base64");
}

/**
 * Headers of a signed message (Standard Webhooks 1.0): HMAC-SHA256 over `id.timestamp.body`, one `v1` signature for each secret,
 * so that a receiver may take either while a secret is rotated.
 * @param timestamp seconds since the epoch, of this attempt: a receiver refuses what is older than five minutes
 */
export function signWebhook(
  secrets: readonly string[],
  { id, timestamp, body }: { id: string; timestamp: number; body: string },
): Record<string, string> {
  const signatures = secrets.map((secret) => {
    const key = Buffer.from(secret.slice(PREFIX.length), "base64");
    return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
  });
  return {
    "webhook-id": id,
    "webhook-timestamp": String(timestamp),
    "webhook-signature": signatures.join(" "),
  };
}
