import type { RegistrationResponseJSON } from "@simplewebauthn/server";
import { generateRegistrationOptions, verifyRegistrationResponse } from "@simplewebauthn/server";
import { APIError, createAuthEndpoint, freshSessionMiddleware } from "better-auth/api";
import { z } from "zod";
import type { OriginOf } from "./passkey-challenges.ts";
import { keepChallenge, passkeyRefused, relyingParty, takeChallenge } from "./passkey-challenges.ts";
import { registrationResponseSchema } from "./passkey-responses.ts";
import { passkeyStore } from "./passkey-store.ts";

/** Ed25519, P-256 and RSA, which every device knows one of (COSE numbers, RFC 9053 and 8812). */
const ALGORITHMS = [-8, -7, -257];

/** Nobody has more devices than this; the list stays bounded. */
const MOST_PASSKEYS = 20;

/** What a device needs to make a key pair for the signed-in member. */
export function registerOptionsEndpoint(originOf: OriginOf) {
  return createAuthEndpoint(
    "/passkey/register-options",
    { method: "POST", use: [freshSessionMiddleware] },
    async (ctx) => {
      const { user } = ctx.context.session;
      const known = await passkeyStore(ctx.context.adapter).list(user.id);
      if (known.length >= MOST_PASSKEYS) {
        throw new APIError("BAD_REQUEST", { message: `There are ${MOST_PASSKEYS} passkeys already; remove one first` });
      }
      const options = await generateRegistrationOptions({
        rpName: "Rapport",
        rpID: relyingParty(originOf, ctx.request).domain,
        userName: user.email,
        userDisplayName: user.name,
        userID: new TextEncoder().encode(user.id),
        attestationType: "none",
        supportedAlgorithmIDs: ALGORITHMS,
        excludeCredentials: known.map(({ credentialId }) => ({ id: credentialId })),
        authenticatorSelection: { residentKey: "required", userVerification: "required" },
      });
      await keepChallenge(ctx.context.internalAdapter, "register", { challenge: options.challenge, owner: user.id });
      return ctx.json(options);
    },
  );
}

/** Keeps the public key that a device has made for the signed-in member. */
export function registerEndpoint(originOf: OriginOf) {
  const body = z.object({ name: z.string().trim().min(1).max(80), response: registrationResponseSchema });
  return createAuthEndpoint(
    "/passkey/register",
    { method: "POST", use: [freshSessionMiddleware], body },
    async (ctx) => {
      const { user } = ctx.context.session;
      const { name, response } = ctx.body;
      const { origin, domain } = relyingParty(originOf, ctx.request);
      const { clientDataJSON } = response.response;
      const challenge = await takeChallenge(ctx.context.internalAdapter, "register", {
        clientDataJSON,
        owner: user.id,
      });
      const { verified, registrationInfo } = await verifyRegistrationResponse({
        response: response as RegistrationResponseJSON, // as: parsed by the schema; the library's type narrows its strings
        expectedChallenge: challenge,
        expectedOrigin: origin,
        expectedRPID: domain,
        supportedAlgorithmIDs: ALGORITHMS,
      }).catch(() => ({ verified: false, registrationInfo: undefined }));
      if (!verified || !registrationInfo) throw passkeyRefused();
      const store = passkeyStore(ctx.context.adapter);
      await store.add({ userId: user.id, name, ...registrationInfo.credential });
      return ctx.json({ status: true });
    },
  );
}
