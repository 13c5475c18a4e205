import type { BetterAuthPlugin } from "better-auth";
import { createAuthEndpoint, freshSessionMiddleware, sessionMiddleware } from "better-auth/api";
import { z } from "zod";
import type { OriginOf } from "./passkey-challenges.ts";
import { registerEndpoint, registerOptionsEndpoint } from "./passkey-registration.ts";
import { signInEndpoint, signInOptionsEndpoint } from "./passkey-sign-in.ts";
import { PASSKEY_SCHEMA, passkeyStore } from "./passkey-store.ts";

/**
 * Passkeys after Web Authentication Level 3 (W3C): sign-in by a key pair of a device, bound to this origin. The device checks who
 * holds it (`userVerification: "required"`), so that a passkey stands for both factors.
 */
export function createPasskeyPlugin(originOf: OriginOf) {
  return {
    id: "passkey",
    schema: PASSKEY_SCHEMA,
    endpoints: {
      passkeyRegisterOptions: registerOptionsEndpoint(originOf),
      registerPasskey: registerEndpoint(originOf),
      passkeySignInOptions: signInOptionsEndpoint(originOf),
      signInPasskey: signInEndpoint(originOf),
      listPasskeys: createAuthEndpoint("/passkey/list", { method: "GET", use: [sessionMiddleware] }, async (ctx) =>
        ctx.json(await passkeyStore(ctx.context.adapter).list(ctx.context.session.user.id)),
      ),
      deletePasskey: createAuthEndpoint(
        "/passkey/delete",
        { method: "POST", use: [freshSessionMiddleware], body: z.object({ id: z.string().min(1).max(64) }) },
        async (ctx) => {
          await passkeyStore(ctx.context.adapter).remove(ctx.context.session.user.id, ctx.body.id);
          return ctx.json({ status: true });
        },
      ),
    },
  } satisfies BetterAuthPlugin;
}
