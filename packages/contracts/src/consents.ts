import { z } from "zod";
import { LIMITS } from "./limits.ts";

const noteSchema = z.string().trim().min(1).max(100);

/** One change of what a person agrees to. */
export const consentDecisionSchema = z.object({
  /** Order of recording; also the cursor. */
  seq: z.number().int(),
  profileId: z.string(),
  /** What it is about, e.g. `marketing`: a category of `context.consent.categoryPreferences`. */
  category: z.string(),
  granted: z.boolean(),
  /** Version of the text that was decided upon; null when the message did not say it. */
  version: z.string().nullable(),
  /** Where it was decided: as the message says, else the client that sent it; null when neither is known. */
  source: z.string().nullable(),
  /** Secret key that signed the message, or `console`; null for messages of the public write key. */
  actor: z.string().nullable(),
  /** Time of the decision. */
  at: z.string(),
  recordedAt: z.string(),
  /** The message that says so; kept although its event may be gone. */
  messageId: z.string(),
});
export type ConsentDecision = z.infer<typeof consentDecisionSchema>;

export const consentPageSchema = z.object({ data: z.array(consentDecisionSchema), nextCursor: z.string().nullable() });

/** What a person decided, where they did not do it in a client: by telephone, on paper, in another system. */
export const decideConsentSchema = z
  .strictObject({
    userId: z.string().trim().min(1).max(LIMITS.idLength).optional(),
    anonymousId: z.string().trim().min(1).max(LIMITS.idLength).optional(),
    category: z.string().min(1).max(100),
    granted: z.boolean(),
    /** Version of the text that was decided upon. */
    version: noteSchema.optional(),
    source: noteSchema.optional(),
  })
  .refine((body) => body.userId !== undefined || body.anonymousId !== undefined, {
    message: "name the person by userId or anonymousId",
    path: ["userId"],
  });
export type DecideConsent = z.infer<typeof decideConsentSchema>;

/**
 * `unchanged`: the person had decided so before, upon the same text. `left_out`: nothing of this id is stored, because the person
 * is suppressed, or erased since; or the profile keeps as many categories as it can.
 */
export const decidedConsentSchema = z.object({
  outcome: z.enum(["recorded", "unchanged", "left_out"]),
  decision: consentDecisionSchema.nullable(),
});
export type DecidedConsent = z.infer<typeof decidedConsentSchema>;
