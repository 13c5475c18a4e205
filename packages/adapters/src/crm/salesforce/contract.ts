import { z } from "zod";

/**
 * What of Salesforce's REST API is used, as facts: resources, fields and error codes, by the published guide (see the README of
 * the package). The adapter parses answers with it; the fake of the tests refuses requests that are not of this form.
 */

const value = z.union([z.string(), z.number(), z.boolean(), z.null()]);

/** A record of `GET /services/data/vXX.X/query?q=…` */
const leadRecord = z.object({ Id: z.string(), Email: z.string().nullable() }).catchall(z.unknown());
export type SalesforceLead = z.infer<typeof leadRecord>;
export const queryAnswer = z.object({ totalSize: z.number(), done: z.boolean(), records: z.array(leadRecord) });

const attributes = z.strictObject({ type: z.literal("Lead") });

/** `POST …/composite/sobjects` */
export const createBody = z.strictObject({
  allOrNone: z.literal(false),
  records: z
    .array(z.strictObject({ attributes, LastName: z.string().min(1), Company: z.string().min(1) }).catchall(value))
    .min(1)
    .max(200),
});

/** `PATCH …/composite/sobjects` */
export const updateBody = z.strictObject({
  allOrNone: z.literal(false),
  records: z
    .array(z.strictObject({ attributes, id: z.string().min(15).max(18) }).catchall(value))
    .min(1)
    .max(200),
});

const recordError = z.object({ statusCode: z.string(), message: z.string(), fields: z.array(z.string()) });

/** Outcomes in the order of the records. */
export const saveAnswer = z.array(
  z.object({ id: z.string().optional(), success: z.boolean(), errors: z.array(recordError) }),
);

/** Answer of a refusal. */
export const errorAnswer = z
  .array(z.object({ errorCode: z.string(), message: z.string(), fields: z.array(z.string()).optional() }))
  .min(1);
