/** Headers of a signed request, by Standard Webhooks 1.0: id and time of the request, and `v1,` with the signature. */
export const SIGNATURE_HEADERS = {
  id: "webhook-id",
  timestamp: "webhook-timestamp",
  signature: "webhook-signature",
} as const;

/** What a signing secret begins with; base64 of the HMAC's key follows. */
export const SIGNING_SECRET_PREFIX = "whsec_";

/** How far the time of a signed request may be from the server's, seconds; within it, an id is taken once. */
export const SIGNATURE_WINDOW_S = 300;
