import { z } from "zod";

/** One change that somebody made. */
const auditEntrySchema = z.object({
  /** Counts from 1 within the project, without gaps. */
  seq: z.number().int(),
  at: z.string(),
  /** Id of a member or key, or the word for where it was done. */
  actor: z.string(),
  /** Name of the actor, where they are still known. */
  actorName: z.string().nullable(),
  /** The operation, as in the API's description. */
  action: z.string(),
  /** What it was done to: the parameters of the path. */
  target: z.string(),
  /** What was there before and after; null where there was nothing, or nothing to compare. */
  before: z.unknown(),
  after: z.unknown(),
  requestId: z.string(),
  /** The request to erase a person whom it named; null: it says what it always said. */
  erasedBy: z.string().nullable(),
  /** SHA-256 over this entry and the hash of the one before it. */
  hash: z.string(),
});
export type AuditEntry = z.infer<typeof auditEntrySchema>;

export const auditPageSchema = z.object({ data: z.array(auditEntrySchema), nextCursor: z.string().nullable() });
export type AuditPage = z.infer<typeof auditPageSchema>;

/** Whether every entry still hashes to what the next one says. */
export const auditCheckSchema = z.object({
  intact: z.boolean(),
  entries: z.number().int(),
  /** The first entry that does not fit; null when all do. */
  brokenAt: z.number().int().nullable(),
  /** Hash of the last entry: keep it elsewhere, and a cut-off end shows, too. */
  head: z.string().nullable(),
  /** Entries that erased people were taken out of: what these said cannot be checked any more. */
  erased: z.number().int(),
});
export type AuditCheck = z.infer<typeof auditCheckSchema>;
