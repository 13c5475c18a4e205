import { z } from "zod";

/** Base64url of what a device sends; the largest, an attestation, has a few kilobytes. */
const bytesSchema = z
  .string()
  .min(1)
  .max(20_000)
  .regex(/^[\w-]+$/);

const credentialParts = {
  id: bytesSchema.max(2_000),
  rawId: bytesSchema.max(2_000),
  type: z.literal("public-key"),
  authenticatorAttachment: z.string().max(40).nullish(),
  clientExtensionResults: z.looseObject({}).default({}),
};

/** What `navigator.credentials.create` gives, as JSON. */
export const registrationResponseSchema = z.object({
  ...credentialParts,
  response: z.looseObject({
    clientDataJSON: bytesSchema,
    attestationObject: bytesSchema,
    transports: z
      .array(z.string().regex(/^[a-z-]{1,20}$/))
      .max(10)
      .optional(),
  }),
});

/** What `navigator.credentials.get` gives, as JSON. */
export const authenticationResponseSchema = z.object({
  ...credentialParts,
  response: z.looseObject({
    clientDataJSON: bytesSchema,
    authenticatorData: bytesSchema,
    signature: bytesSchema,
    userHandle: bytesSchema.nullish(),
  }),
});
