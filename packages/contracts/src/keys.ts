import { z } from "zod";
import { permissionSchema } from "./access.ts";
import { USER_TOKEN_MODES } from "./user-tokens.ts";

/** `write` keys may append events and read what their own user may see; `secret` keys may do all. */
export const KEY_KINDS = ["write", "secret"] as const;
export type KeyKind = (typeof KEY_KINDS)[number];
export const KEY_PREFIXES = { write: "pk_", secret: "sk_" } as const satisfies Record<KeyKind, string>;

export const keySchema = z.object({
  id: z.string(),
  kind: z.enum(KEY_KINDS),
  name: z.string(),
  /** First characters of the key, enough to recognise it. */
  hint: z.string(),
  /** Whether its requests must be signed. */
  signed: z.boolean().default(false),
  createdAt: z.string(),
  revokedAt: z.string().nullable(),
  /** It works until then; null = until it is revoked. */
  expiresAt: z.string().nullable(),
  /** Whether its requests must prove the users that they name; `off` for every secret key. */
  userTokens: z.enum(USER_TOKEN_MODES).default("off"),
  /** Since when there is a secret that user tokens are signed with; null = there is none. */
  userTokenSecretAt: z.string().nullable().default(null),
  /** When it was last seen, to the minute. */
  lastUsedAt: z.string().nullable(),
  /** What it may do as `area:verb`; null = all that a key may. */
  scopes: z.array(z.string()).nullable(),
  /** Who made it: a member's or a key's id, or a word; null where that is not known. */
  createdBy: z.string().nullable(),
});
export type Key = z.infer<typeof keySchema>;

export const keyListSchema = z.object({ data: z.array(keySchema) });

export const createKeySchema = z.object({
  kind: z.enum(KEY_KINDS),
  name: z.string().trim().min(1).max(80),
  scopes: z.array(permissionSchema).min(1).max(100).nullable().default(null),
  expiresAt: z.iso.datetime({ offset: true }).nullable().default(null),
  /** Whether its requests must be signed. Such a key sends events and does nothing else. */
  signed: z.boolean().default(false),
});

/** How long the old key, or the old secret of user tokens, goes on working beside the new one; 0 ends it at once. */
export const rotateKeySchema = z.object({ overlapHours: z.number().min(0).max(720).default(24) });

/** The one answer that carries a key's text, and what its requests are signed with where they must be. */
export const newKeySchema = z.object({
  key: keySchema,
  secret: z.string(),
  signingSecret: z.string().nullable().default(null),
});
export type NewKey = z.infer<typeof newKeySchema>;

/** Whether a write key's requests must prove the users that they name. */
export const setUserTokensSchema = z.object({ userTokens: z.enum(USER_TOKEN_MODES) });

/** The one answer that carries the secret of user tokens. */
export const userTokenSecretSchema = z.object({ key: keySchema, secret: z.string() });
export type UserTokenSecret = z.infer<typeof userTokenSecretSchema>;
