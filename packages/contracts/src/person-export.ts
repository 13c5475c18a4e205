import { z } from "zod";
import { NAMES_ONE, namesOne, personNameSchema } from "./privacy.ts";

/** Whose data, and in which form: one JSON object, or a line for each record. */
export const exportPersonSchema = personNameSchema
  .extend({ format: z.enum(["json", "ndjson"]).default("json") })
  .refine(namesOne, NAMES_ONE);

/** What an export says first. */
export const exportAboutSchema = z.object({
  profileId: z.string(),
  exportedAt: z.string(),
  /** What each part of the export is kept for. */
  purposes: z.record(z.string(), z.string()),
});

/** Who was sent something about the person, by Rapport: a webhook's address, or a CRM with its own id of them. */
export const exportRecipientSchema = z.object({
  kind: z.enum(["webhook", "crm"]),
  to: z.string(),
  /** Type of a webhook's messages; what was done in a CRM. */
  what: z.string(),
  times: z.number().int(),
  firstAt: z.string(),
  lastAt: z.string(),
});
export type ExportRecipient = z.infer<typeof exportRecipientSchema>;

const recordsSchema = z.array(z.record(z.string(), z.unknown()));

/**
 * Everything that is kept about a person: a list for each part, named after its table, empty ones left out. `complete` comes
 * last: where it is missing, the answer was cut off.
 */
export const personExportSchema = z
  .object({ about: z.array(exportAboutSchema), complete: z.literal(true) })
  .catchall(z.union([recordsSchema, z.literal(true)]));
