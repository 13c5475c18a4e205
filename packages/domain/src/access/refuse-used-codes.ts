import { createHash } from "node:crypto";
import { claimProof } from "@rapport/store/queries/used-proofs";
import type { GenericEndpointContext } from "better-auth";
import { APIError, createAuthMiddleware, getSessionFromCtx } from "better-auth/api";
import type { Services } from "../context.ts";

/** Codes are good for their own thirty seconds, those before and those after; longer than that together. */
const REMEMBERED_MS = 5 * 60_000;

/**
 * A time-based code counts once (RFC 6238, section 5.2): who saw it being typed cannot sign in with it. It is claimed before it is
 * checked, so that of two requests at once one passes at most.
 */
export function refuseUsedCodes(services: Pick<Services, "store" | "now">) {
  return createAuthMiddleware(async (ctx) => {
    if (ctx.path !== "/two-factor/verify-totp") return;
    const { code } = Object(ctx.body);
    const userId = await readUserId(ctx);
    // The endpoint says what is wrong with these.
    if (userId === undefined || typeof code !== "string") return;
    const id = createHash("sha256").update(`code/${userId}/${code}`).digest("base64url");
    const now = services.now();
    const proof = { id, userId, now: new Date(now), expiresAt: new Date(now + REMEMBERED_MS) };
    if (await claimProof(services.store.db, proof)) return;
    throw new APIError("UNAUTHORIZED", { code: "INVALID_CODE", message: "Invalid code" });
  });
}

/** Who is asked for a code: whoever is signed in, or has just given a password (the sign-in library's own order). */
async function readUserId(ctx: GenericEndpointContext): Promise<string | undefined> {
  const session = await getSessionFromCtx(ctx);
  if (session) return session.user.id;
  const { name } = ctx.context.createAuthCookie("two_factor");
  const asked = await ctx.getSignedCookie(name, ctx.context.secret);
  return asked ? (await ctx.context.internalAdapter.findVerificationValue(asked))?.value : undefined;
}
