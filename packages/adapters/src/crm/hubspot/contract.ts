import { z } from "zod";

/**
 * What of HubSpot's CRM API is used, as facts: paths, fields and categories of errors, by the published specifications (see the
 * README of the package). The adapter parses answers with it; the fake of the tests refuses requests that are not of this form.
 */

const properties = z.record(z.string(), z.string().nullable().optional());

/** A contact in an answer. */
const contactObject = z.object({ id: z.string(), properties, objectWriteTraceId: z.string().optional() });
export type HubspotContact = z.infer<typeof contactObject>;

/** `GET /crm/objects/2026-03/contacts` */
export const listAnswer = z.object({
  results: z.array(contactObject),
  paging: z.object({ next: z.object({ after: z.string() }).optional() }).optional(),
});

/** `POST …/contacts/batch/read`; unknown ids are errors in a 207. */
export const readBody = z.strictObject({
  properties: z.array(z.string()).min(1),
  propertiesWithHistory: z.array(z.string()),
  idProperty: z.literal("email"),
  inputs: z
    .array(z.strictObject({ id: z.string().min(1) }))
    .min(1)
    .max(100),
});

const writable = z.record(z.string().regex(/^[a-z][a-z0-9_]*$/i), z.string());
const traceId = z.string().min(1);

/** `POST …/contacts/batch/create`: with trace ids every record has an outcome of its own. */
export const createBody = z.strictObject({
  inputs: z
    .array(
      z.strictObject({
        properties: writable.refine(
          (values) => ["email", "firstname", "lastname"].some((name) => name in values),
          "needs one of email, firstname, lastname",
        ),
        associations: z.array(z.never()),
        objectWriteTraceId: traceId,
      }),
    )
    .min(1)
    .max(100),
});

/** `POST …/contacts/batch/update` */
export const updateBody = z.strictObject({
  inputs: z
    .array(z.strictObject({ id: z.string().regex(/^\d+$/), properties: writable, objectWriteTraceId: traceId }))
    .min(1)
    .max(100),
});

const batchError = z.object({
  category: z.string(),
  message: z.string(),
  context: z.record(z.string(), z.array(z.string())).optional(),
});

/** Answer of a batch, 200, 201 or 207. */
export const batchAnswer = z.object({
  status: z.enum(["COMPLETE", "PENDING", "PROCESSING", "CANCELED"]),
  results: z.array(contactObject),
  errors: z.array(batchError).optional(),
});
export type HubspotBatch = z.infer<typeof batchAnswer>;

/** Answer of a refusal. */
export const errorAnswer = z.object({
  status: z.literal("error"),
  message: z.string(),
  category: z.string().optional(),
  /** Of limits of rate. */
  errorType: z.string().optional(),
  policyName: z.string().optional(),
});
