import { z } from "zod";

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
  createdAt: z.string(),
  revokedAt: z.string().nullable(),
});
export type Key = z.infer<typeof keySchema>;
