import type { SIGNATURE_HEADERS } from "@rapport/contracts/signatures";
import type { Environment } from "@rapport/sdk-core";

const HEADERS: typeof SIGNATURE_HEADERS = {
  id: "webhook-id",
  timestamp: "webhook-timestamp",
  signature: "webhook-signature",
};

export type SignRequest = (body: Uint8Array | string) => Promise<Record<string, string>>;

/**
 * Signs requests by Standard Webhooks 1.0: HMAC-SHA256 of `id.timestamp.body` with the key that `whsec_…` holds in base64. By
 * the web's cryptography, which every runtime has. Each call has an id and a time of its own: a retry is signed anew.
 * @throws TypeError when the secret is none: a client whose requests are all refused must not look like a working one
 */
export function createSigner(secret: string, { now, newUuid }: Pick<Environment, "now" | "newUuid">): SignRequest {
  const bytes = readSecret(secret);
  const usage = { name: "HMAC", hash: "SHA-256" };
  let key: Promise<CryptoKey> | undefined;
  return async (body) => {
    key ??= crypto.subtle.importKey("raw", bytes, usage, false, ["sign"]);
    const id = `msg_${newUuid()}`;
    const timestamp = String(Math.floor(now() / 1_000));
    const head = new TextEncoder().encode(`${id}.${timestamp}.`);
    const tail = typeof body === "string" ? new TextEncoder().encode(body) : body;
    const content = new Uint8Array(head.length + tail.length);
    content.set(head);
    content.set(tail, head.length);
    const signature = await crypto.subtle.sign("HMAC", await key, content);
    return { [HEADERS.id]: id, [HEADERS.timestamp]: timestamp, [HEADERS.signature]: `v1,${toBase64(signature)}` };
  };
}

function readSecret(secret: string): Uint8Array<ArrayBuffer> {
  try {
    return Uint8Array.from(atob(secret.replace(/^whsec_/, "")), (character) => character.charCodeAt(0));
  } catch {
    throw new TypeError("signingSecret must be the text whsec_… that came with the key");
  }
}

function toBase64(bytes: ArrayBuffer): string {
  return btoa(String.fromCharCode(...new Uint8Array(bytes)));
}
