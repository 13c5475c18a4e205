/**
 * User tokens: JSON web tokens (RFC 7519) by which a host application's back end says who a visitor is. Signed by HS256 with
 * the secret of a write key, whose UTF-8 bytes are the HMAC's key, so that any library of the field can make one.
 * Claims: `sub` = the userId, `iat`, `exp`; `nbf`, and `aud` = the key's or the project's id, are honoured where they stand.
 */

/** `required`: what names a user is taken with a token of that user only. */
export const USER_TOKEN_MODES = ["off", "required"] as const;
export type UserTokenMode = (typeof USER_TOKEN_MODES)[number];

/** What a secret of user tokens begins with; 256 bits in base64url follow. */
export const USER_TOKEN_SECRET_PREFIX = "uts_";

export const USER_TOKEN_LIMITS = {
  /** Length of a token, characters. */
  length: 4_096,
  /** Different tokens of one request: more than pages have events in a batch. Each costs a signature to check. */
  perRequest: 100,
  /** Longest life, `exp` − `iat`. */
  lifeSeconds: 86_400,
  /** Life unless the host application says another, by our own SDKs. */
  defaultSeconds: 900,
  /** How far clocks of servers may be apart. */
  leewaySeconds: 60,
  /** How long after its end a token still speaks for events of its life: those that waited for a network. */
  lateDays: 7,
} as const;

/** Field of an event's `context`, and of queries and feedback, that carries a token; no part of what is stored. */
export const USER_TOKEN_FIELD = "userToken";
