import { z } from "zod";
import { importLeadsAnswerSchema } from "./lead-files.ts";
import { LEAD_GRADES, LEAD_STAGES } from "./leads.ts";

/** CRMs that leads are exchanged with; each is a connection of the same name. */
export const CRM_NAMES = ["hubspot", "salesforce"] as const;
export const crmNameSchema = z.enum(CRM_NAMES);
export type CrmName = z.infer<typeof crmNameSchema>;

/** What is exchanged of a person, by the names of our traits. */
export const CRM_FIELDS = [
  "email",
  "firstName",
  "lastName",
  "company",
  "title",
  "phone",
  "website",
  "country",
  "city",
] as const;
export type CrmField = (typeof CRM_FIELDS)[number];

/** What of a lead itself can be written into a field of the CRM's own making. */
export const CRM_FACTS = ["grade", "score", "stage", "reasons"] as const;
export type CrmFact = (typeof CRM_FACTS)[number];

/** Bounds of one exchange. */
export const CRM_LIMITS = {
  /** People of one call: some ten requests to the CRM. */
  people: 500,
  /** Differences and errors that an answer names; all are counted. */
  named: 100,
} as const;

/** Body of `POST /api/v1/leads/crm/export`. */
export const exportToCrmSchema = z.strictObject({
  crm: crmNameSchema,
  /** Only says what would change, and changes nothing. */
  dryRun: z.boolean().default(true),
  /** These leads; absent: the best ones of the filter. */
  leadIds: z.array(z.string().min(1).max(64)).min(1).max(CRM_LIMITS.people).optional(),
  stage: z.enum(LEAD_STAGES).optional(),
  grade: z.enum(LEAD_GRADES).optional(),
  segment: z.string().min(1).max(64).optional(),
  minScore: z.number().min(0).max(100).optional(),
  limit: z.number().int().min(1).max(CRM_LIMITS.people).default(200),
  /** `true`: what is known here replaces what stands there; else only empty fields are filled. */
  overwrite: z.boolean().default(false),
  /** Fields of the CRM that take facts of the lead, by fact; they must exist there. */
  facts: z
    .partialRecord(
      z.enum(CRM_FACTS),
      z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,99}$/, "must be the name of a field: letters, digits and _"),
    )
    .default({}),
});
export type ExportToCrm = z.infer<typeof exportToCrmSchema>;

/** One value before and after. */
const fieldChangeSchema = z.object({ field: z.string(), from: z.string().nullable(), to: z.string() });
export type FieldChange = z.infer<typeof fieldChangeSchema>;

/** Why an exchange ended before its end; repeating it goes on. */
export const crmStopSchema = z.object({
  reason: z.enum(["later", "reconnect", "refused"]),
  message: z.string(),
  /** Seconds after which it can be repeated; null where something has to be changed before. */
  retryAfterSeconds: z.number().int().nullable(),
});
export type CrmStop = z.infer<typeof crmStopSchema>;

export const exportToCrmAnswerSchema = z.object({
  crm: crmNameSchema,
  dryRun: z.boolean(),
  /** Leads that were looked at; each is one of the five below, or was not come to before `stopped`. */
  leads: z.number().int(),
  created: z.number().int(),
  changed: z.number().int(),
  unchanged: z.number().int(),
  /** Without an e-mail address, by which people are found there. */
  withoutEmail: z.number().int(),
  failed: z.number().int(),
  differences: z.array(
    z.object({
      leadId: z.string(),
      email: z.string(),
      effect: z.enum(["created", "changed"]),
      /** Id of the contact there; null while there is none. */
      contactId: z.string().nullable(),
      changes: z.array(fieldChangeSchema),
    }),
  ),
  errors: z.array(z.object({ leadId: z.string(), message: z.string() })),
  stopped: crmStopSchema.nullable(),
});
export type ExportToCrmAnswer = z.infer<typeof exportToCrmAnswerSchema>;

/** Body of `POST /api/v1/leads/crm/import`. */
export const importFromCrmSchema = z.strictObject({
  crm: crmNameSchema,
  dryRun: z.boolean().default(true),
  /** `nextCursor` of the page before. */
  cursor: z.string().min(1).max(200).optional(),
  limit: z.number().int().min(1).max(CRM_LIMITS.people).default(200),
  /** `granted`: everybody there has agreed to be contacted, and whoever imports can show so. Who opted out there is denied either way. */
  consent: z.enum(["granted"]).optional(),
});
export type ImportFromCrm = z.infer<typeof importFromCrmSchema>;

export const importFromCrmAnswerSchema = importLeadsAnswerSchema.omit({ columns: true }).extend({
  crm: crmNameSchema,
  /** Null at the end of the CRM's contacts. */
  nextCursor: z.string().nullable(),
});
export type ImportFromCrmAnswer = z.infer<typeof importFromCrmAnswerSchema>;
