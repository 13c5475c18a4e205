import { createHmac, timingSafeEqual } from "node:crypto";
import { RapportError } from "@rapport/contracts/errors";
import { SIGNATURE_HEADERS, SIGNATURE_WINDOW_S, SIGNING_SECRET_PREFIX } from "@rapport/contracts/signatures";

/** What of a request is signed: two headers and the body as it was sent, compressed or not. */
export type SignedRequest = {
  id: string | undefined;
  /** Seconds since the epoch. */
  timestamp: string | undefined;
  /** `v1,` and base64; several by spaces, while secrets are exchanged. */
  signature: string | undefined;
  body: Uint8Array;
};

/** Ids that are remembered; only who has the secret can add one, and events of a forgotten one still count once. */
const REMEMBERED = 200_000;
const LONGEST_ID = 255;

/**
 * Checks signed requests by Standard Webhooks 1.0: HMAC-SHA256 of `id.timestamp.body`, a time within five minutes, and each
 * id once in that window by this process.
 */
export class SignatureGuard {
  readonly #now: () => number;
  readonly #seen = new Map<string, number>();

  constructor(now: () => number) {
    this.#now = now;
  }

  /** @throws RapportError unauthorized, saying what is wrong and how to mend it */
  assert(keyId: string, secret: string, { id, timestamp, signature, body }: SignedRequest): void {
    const names = Object.values(SIGNATURE_HEADERS).join(", ");
    if (!id || !timestamp || !signature || id.length > LONGEST_ID)
      throw refuse(`This key's requests must be signed: send the headers ${names} (Standard Webhooks)`);
    const nowMs = this.#now();
    if (!(Math.abs(Number(timestamp) - nowMs / 1_000) <= SIGNATURE_WINDOW_S))
      throw refuse(
        `${SIGNATURE_HEADERS.timestamp} is more than ${SIGNATURE_WINDOW_S} s from the server's time; sign anew`,
      );
    if (!isSigned(secret, `${id}.${timestamp}.`, body, signature))
      throw refuse("The signature does not fit the body; sign the bytes that are sent, after compression");
    const key = `${keyId} ${id}`;
    if ((this.#seen.get(key) ?? 0) > nowMs)
      throw refuse(`A request with this ${SIGNATURE_HEADERS.id} was taken already; a retry needs an id of its own`);
    this.#remember(key, nowMs);
  }

  #remember(key: string, nowMs: number): void {
    // A time ahead of ours stays valid for two windows.
    this.#seen.delete(key);
    this.#seen.set(key, nowMs + 2 * SIGNATURE_WINDOW_S * 1_000);
    for (const [oldest, untilMs] of this.#seen) {
      if (untilMs > nowMs && this.#seen.size <= REMEMBERED) break;
      this.#seen.delete(oldest);
    }
  }
}

function isSigned(secret: string, head: string, body: Uint8Array, signature: string): boolean {
  const key = Buffer.from(secret.slice(SIGNING_SECRET_PREFIX.length), "base64");
  const expected = createHmac("sha256", key).update(head).update(body).digest();
  return signature.split(" ").some((one) => {
    const given = one.startsWith("v1,") ? Buffer.from(one.slice(3), "base64") : undefined;
    return given?.length === expected.length && timingSafeEqual(given, expected);
  });
}

function refuse(message: string): RapportError {
  return new RapportError("unauthorized", message);
}
