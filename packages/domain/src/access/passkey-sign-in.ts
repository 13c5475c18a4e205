import type { AuthenticationResponseJSON, AuthenticatorTransport } from "@simplewebauthn/server";
import { generateAuthenticationOptions, verifyAuthenticationResponse } from "@simplewebauthn/server";
import { createAuthEndpoint } from "better-auth/api";
import { setSessionCookie } from "better-auth/cookies";
import { z } from "zod";
import type { OriginOf } from "./passkey-challenges.ts";
import { keepChallenge, passkeyRefused, relyingParty, takeChallenge } from "./passkey-challenges.ts";
import { authenticationResponseSchema } from "./passkey-responses.ts";
import type { Passkey } from "./passkey-store.ts";
import { passkeyStore } from "./passkey-store.ts";

/** Who signs in is not known yet; the device says it. */
const ANYBODY = "anybody";

/** What a device needs to sign somebody in. */
export function signInOptionsEndpoint(originOf: OriginOf) {
  return createAuthEndpoint("/passkey/sign-in-options", { method: "POST" }, async (ctx) => {
    const { domain } = relyingParty(originOf, ctx.request);
    const options = await generateAuthenticationOptions({ rpID: domain, userVerification: "required" });
    await keepChallenge(ctx.context.internalAdapter, "sign-in", { challenge: options.challenge, owner: ANYBODY });
    return ctx.json(options);
  });
}

/** Signs in whoever a known passkey belongs to. */
export function signInEndpoint(originOf: OriginOf) {
  const body = z.object({ response: authenticationResponseSchema });
  return createAuthEndpoint("/passkey/sign-in", { method: "POST", body }, async (ctx) => {
    const { response } = ctx.body;
    const { internalAdapter } = ctx.context;
    const { clientDataJSON } = response.response;
    const challenge = await takeChallenge(internalAdapter, "sign-in", { clientDataJSON, owner: ANYBODY });
    const store = passkeyStore(ctx.context.adapter);
    const passkey = await store.find(response.id);
    if (!passkey) throw passkeyRefused();
    const { origin, domain } = relyingParty(originOf, ctx.request);
    const { verified, authenticationInfo } = await verifyAuthenticationResponse({
      response: response as AuthenticationResponseJSON, // as: parsed by the schema; the library's type narrows its strings
      expectedChallenge: challenge,
      expectedOrigin: origin,
      expectedRPID: domain,
      credential: toCredential(passkey),
    }).catch(() => ({ verified: false, authenticationInfo: undefined }));
    const user = await internalAdapter.findUserById(passkey.userId);
    if (!verified || !authenticationInfo || !user) throw passkeyRefused();
    await store.use(passkey.id, authenticationInfo.newCounter);
    await setSessionCookie(ctx, { session: await internalAdapter.createSession(user.id), user });
    return ctx.json({ status: true });
  });
}

function toCredential({ credentialId, publicKey, counter, transports }: Passkey) {
  return {
    id: credentialId,
    publicKey: new Uint8Array(Buffer.from(publicKey, "base64url")),
    counter,
    transports: transports.split(",") as AuthenticatorTransport[], // as: kept in the words that the device used
  };
}
