import { z } from "zod";
import { LIMITS } from "./limits.ts";
import { profileSummarySchema } from "./profiles.ts";

const idSchema = z.string().min(1).max(LIMITS.idLength);

const NAME_ONE = "name the person by one of userId, anonymousId and profileId";

/** Names one person: by the host application's id, by a device's, or by the profile (`pro_…`). Exactly one of the three. */
export const personNameSchema = z.object({
  userId: idSchema.optional(),
  anonymousId: idSchema.optional(),
  profileId: idSchema.optional(),
});
export type PersonName = z.infer<typeof personNameSchema>;

/** Whether exactly one of the names is there: for schemas that extend `personNameSchema`, with what they say else. */
export function namesOne({ userId, anonymousId, profileId }: PersonName): boolean {
  return [userId, anonymousId, profileId].filter((id) => id !== undefined).length === 1;
}
export const NAMES_ONE = { message: NAME_ONE, path: ["userId"] };

/** Erases a person; `suppress`: what is sent under their ids afterwards is not stored, until that is lifted. */
export const erasePersonSchema = personNameSchema
  .extend({ suppress: z.boolean().default(true) })
  .refine(namesOne, NAMES_ONE);
export type ErasePerson = z.infer<typeof erasePersonSchema>;

/** Begins or ends to leave out what is sent under the ids of a person. */
export const suppressPersonSchema = personNameSchema
  .omit({ profileId: true })
  .extend({ suppressed: z.boolean() })
  .refine(namesOne, { message: "name the person by one of userId and anonymousId", path: ["userId"] });
export type SuppressPerson = z.infer<typeof suppressPersonSchema>;

/** `erase`: all of a person is deleted. `suppress`, `lift`: what is sent under their ids is left out, or taken again. */
const privacyActSchema = z.enum(["erase", "suppress", "lift"]);
export type PrivacyAct = z.infer<typeof privacyActSchema>;

/**
 * An entry of the ledger: who was to be erased or suppressed, by a keyed hash that only this deployment can make of an id, and
 * what came of it.
 */
export const privacyRequestSchema = z.object({
  /** `prq_…` */
  id: z.string(),
  act: privacyActSchema,
  /** `waiting` on the event log, `running` while what was stored is being deleted, then `done`. */
  state: z.enum(["waiting", "running", "done"]),
  /** HMAC-SHA-256 of the id that was named, hex; the id itself is kept nowhere. */
  subject: z.string(),
  /** Ids that led to the person, the named one included. */
  ids: z.number().int(),
  /** Whether what is sent under these ids is left out since. */
  suppressed: z.boolean(),
  /** A key's or a member's id, or the word for where it was asked for. */
  requestedBy: z.string(),
  requestedAt: z.string(),
  finishedAt: z.string().nullable(),
  /** Rows that were deleted, or changed, by table. */
  counts: z.record(z.string(), z.number().int()),
});
export type PrivacyRequest = z.infer<typeof privacyRequestSchema>;

export const privacyRequestPageSchema = z.object({
  data: z.array(privacyRequestSchema),
  nextCursor: z.string().nullable(),
});

/** Names whom to look up. */
export const lookUpPersonSchema = personNameSchema.refine(namesOne, NAMES_ONE);

/** Whom an id leads to, whether what is sent under it is left out, and what was asked for about it. */
export const personLookupSchema = z.object({
  /** Null where nobody has the id. */
  profile: profileSummarySchema.nullable(),
  /** The id that was named, then those that lead to the same person, 100 at most; none for a profile that is not there. */
  ids: z.array(z.object({ kind: z.enum(["anonymous", "user"]), value: z.string() })),
  /** Whether what is sent under one of them is left out. */
  suppressed: z.boolean(),
  /** Requests that named one of them, the latest first, 20 at most. */
  requests: z.array(privacyRequestSchema),
});
export type PersonLookup = z.infer<typeof personLookupSchema>;
