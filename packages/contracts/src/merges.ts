import { z } from "zod";
import { LIMITS } from "./limits.ts";

const identitySchema = z.object({ kind: z.enum(["anonymous", "user"]), value: z.string() });

/** One of two profiles as it was when they became one. */
const mergedProfileSchema = z.object({
  profileId: z.string(),
  /** The user id that identified it; null while it was anonymous. */
  userId: z.string().nullable(),
  /** Events that it had; 0 when its first event is part of the batch that merged it. */
  eventCount: z.number().int(),
});

/** Two profiles that became one: what moved, why, and whether it was taken back. */
export const mergeSchema = z.object({
  /** `mrg_…` */
  id: z.string(),
  /** The profile that the other became part of. */
  into: mergedProfileSchema,
  from: mergedProfileSchema,
  /** Ids that led to `from` and lead to `into` since; 100 at most. */
  identities: z.array(identitySchema),
  /** `sign_in`: a device's history became that of the user who signed in on it. `alias`: an alias named both. */
  reason: z.enum(["sign_in", "alias"]),
  /** Who signed the message that merged them: a key's id, or `console`; null when unknown. */
  actor: z.string().nullable(),
  /** The message that merged them. */
  messageId: z.string(),
  mergedAt: z.string(),
  undoneAt: z.string().nullable(),
  /** Who took it back. */
  undoneBy: z.string().nullable(),
});
export type Merge = z.infer<typeof mergeSchema>;

export const mergePageSchema = z.object({ data: z.array(mergeSchema), nextCursor: z.string().nullable() });

const idSchema = z.string().min(1).max(LIMITS.idLength);

/** The other id that is the same person: a user id or an anonymous id, not both. */
export const mergeRequestSchema = z
  .object({ userId: idSchema.optional(), anonymousId: idSchema.optional() })
  .refine((body) => (body.userId === undefined) !== (body.anonymousId === undefined), {
    message: "name either userId or anonymousId of the other profile",
    path: ["userId"],
  });
export type MergeRequest = z.infer<typeof mergeRequestSchema>;

/** `merge` is null when both were one person already, for another reason than a recorded merge by this request. */
export const mergeAnswerSchema = z.object({
  outcome: z.enum(["merged", "already_one"]),
  merge: mergeSchema.nullable(),
});
export type MergeAnswer = z.infer<typeof mergeAnswerSchema>;
