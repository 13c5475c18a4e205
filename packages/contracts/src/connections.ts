import { z } from "zod";

/** Services that a project can be connected to by OAuth 2. */
export const CONNECTION_PROVIDERS = [
  "google-ads",
  "meta",
  "linkedin",
  "product-hunt",
  "hubspot",
  "salesforce",
] as const;
export const connectionProviderSchema = z.enum(CONNECTION_PROVIDERS);
export type ConnectionProvider = z.infer<typeof connectionProviderSchema>;

const digits = z
  .string()
  .trim()
  .regex(/^\d{1,30}$/, "must be digits only");

/** What of the account on the other side has to be known beside access to it; nothing of it is secret. */
export const CONNECTION_ACCOUNTS = {
  "google-ads": z.strictObject({ customerId: digits, loginCustomerId: digits.optional() }),
  meta: z.strictObject({
    accountId: digits,
    pageId: digits,
    instagramUserId: digits.optional(),
    pixelId: digits.optional(),
    beneficiary: z.string().trim().min(1).max(512).optional(),
  }),
  linkedin: z.strictObject({
    accountId: digits,
    organizationId: digits,
    language: z
      .string()
      .regex(/^[a-z]{2}$/, "must be a language of two small letters")
      .default("en"),
  }),
  "product-hunt": z.strictObject({}),
  hubspot: z.strictObject({ portalId: digits }),
  salesforce: z.strictObject({
    // The host is asked with a token: nothing but an organisation's own one may be named.
    domain: z
      .string()
      .trim()
      .toLowerCase()
      .max(120)
      .regex(/^[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.sandbox)?\.my\.salesforce\.com$/, "must be like firm.my.salesforce.com"),
  }),
} as const satisfies Record<ConnectionProvider, z.ZodType>;

/** Body of `POST /api/v1/connections/start`. */
export const startConnectionSchema = z.object({
  provider: connectionProviderSchema,
  /** As `CONNECTION_ACCOUNTS` says for the provider. */
  account: z.record(z.string(), z.string().max(600)).default({}),
  /** Where the console stands, `https://host`; used for the way back unless the server knows its public address. */
  origin: z.url({ protocol: /^https?$/ }).max(300),
});
export type StartConnection = z.infer<typeof startConnectionSchema>;
/** Where the browser goes to ask for access. */
export const startedConnectionSchema = z.object({ url: z.string() });

/** Body of `POST /api/v1/connections/finish`: what the provider sent the browser back with. */
export const finishConnectionSchema = z.object({
  state: z.string().min(1).max(200),
  code: z.string().min(1).max(4_000),
});
export type FinishConnection = z.infer<typeof finishConnectionSchema>;

/** Access to a project's account on another service. The tokens themselves are never told. */
export const connectionSchema = z.object({
  id: z.string(),
  provider: connectionProviderSchema,
  account: z.record(z.string(), z.string()),
  scopes: z.array(z.string()),
  state: z.enum(["connected", "disconnected"]),
  /** Why it does not work any more; null while it does. */
  reason: z.string().nullable(),
  /** End of the present access token; null where it has none. */
  expiresAt: z.string().nullable(),
  createdAt: z.string(),
  refreshedAt: z.string(),
});
export type Connection = z.infer<typeof connectionSchema>;

export const connectionListSchema = z.object({
  data: z.array(connectionSchema),
  /** Services that this server has a client for, and can connect to. */
  available: z.array(connectionProviderSchema),
});
