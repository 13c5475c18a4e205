import { createAuthAdapter } from "@rapport/store/queries/auth-adapter";
import { betterAuth } from "better-auth";
import { twoFactor } from "better-auth/plugins";
import type { Services } from "../context.ts";
import { tellError } from "../logger.ts";
import { createPasskeyPlugin } from "./passkey-plugin.ts";
import { refuseUsedCodes } from "./refuse-used-codes.ts";

const DAY_SECONDS = 86_400;

export type MemberAuthOptions = {
  /** Signs cookies and encrypts what has to be read again; the same for every server of a deployment. */
  secret: string;
  /** Address that members see, where it is not the one that requests come with. */
  publicUrl: string | undefined;
  /** Sign-in by other accounts: client id and secret by provider. */
  providers: Partial<Record<"google" | "github" | "microsoft", { clientId: string; clientSecret: string }>>;
};

/** Header that carries the address of the caller, set by us and believed from nobody else. */
export const CLIENT_ADDRESS_HEADER = "x-rapport-client-address";

export type MemberAuth = ReturnType<typeof createMemberAuth>;

/**
 * Sign-in of members: e-mail with password (scrypt), time-based codes, passkeys, accounts of OAuth providers. Nobody signs up by
 * themselves: an account is made by accepting an invitation. Sessions are rows, so that ending one ends it at once.
 */
export function createMemberAuth(services: Services, { secret, publicUrl, providers }: MemberAuthOptions) {
  return betterAuth({
    appName: "Rapport",
    secret,
    basePath: "/api/v1/auth",
    ...(publicUrl === undefined ? {} : { baseURL: publicUrl }),
    database: createAuthAdapter(services.store.db),
    // A page of the same address may ask, and no other.
    trustedOrigins: (request) => (request ? [ownOrigin(request, publicUrl)] : []),
    emailAndPassword: { enabled: true, disableSignUp: true, minPasswordLength: 12, maxPasswordLength: 128 },
    session: {
      expiresIn: 7 * DAY_SECONDS,
      updateAge: DAY_SECONDS,
      additionalFields: { projectId: { type: "string", required: false, input: false } },
    },
    account: {
      // Only who is signed in ties an account of elsewhere to theirs; its address may be a private one.
      accountLinking: {
        enabled: true,
        trustedProviders: [],
        disableImplicitLinking: true,
        allowDifferentEmails: true,
      },
    },
    socialProviders: Object.fromEntries(
      Object.entries(providers).map(([name, keys]) => [name, { ...keys, disableSignUp: true }]),
    ),
    rateLimit: {
      enabled: true,
      window: 60,
      max: 120,
      customRules: {
        "/sign-in/*": { window: 60, max: 10 },
        "/two-factor/*": { window: 60, max: 10 },
        "/passkey/*": { window: 60, max: 20 },
        "/change-password": { window: 60, max: 5 },
      },
    },
    plugins: [twoFactor({ issuer: "Rapport" }), createPasskeyPlugin((request) => ownOrigin(request, publicUrl))],
    hooks: { before: refuseUsedCodes(services) },
    advanced: {
      cookiePrefix: "rapport",
      ipAddress: { ipAddressHeaders: [CLIENT_ADDRESS_HEADER] },
      database: { generateId: () => crypto.randomUUID() },
    },
    telemetry: { enabled: false },
    logger: { disabled: true },
    onAPIError: { onError: (error) => services.log.warn("Sign-in failed", { error: tellError(error) }) },
  });
}

function ownOrigin(request: Request, publicUrl: string | undefined): string {
  return publicUrl === undefined ? new URL(request.url).origin : new URL(publicUrl).origin;
}
