import { memberTokenListSchema, memberTokenPairSchema } from "@rapport/contracts/member-tokens";
import { z } from "zod";
import { request } from "../../lib/api.ts";

const AUTH = "/api/v1/auth";
const done = z.unknown();
const optionsSchema = z.looseObject({ challenge: z.string() });

const memberSessionsSchema = z.array(
  z.object({
    id: z.string(),
    /** Names the session when it is to be ended; worth nothing without the server's signature. */
    token: z.string(),
    createdAt: z.string(),
    updatedAt: z.string(),
    ipAddress: z.string().nullish(),
    userAgent: z.string().nullish(),
  }),
);
export type BrowserSession = z.infer<typeof memberSessionsSchema>[number];

const passkeysSchema = z.array(
  z.object({ id: z.string(), name: z.string(), createdAt: z.string(), lastUsedAt: z.string().nullable() }),
);
export type Passkey = z.infer<typeof passkeysSchema>[number];

const linkedSchema = z.array(z.object({ id: z.string(), providerId: z.string(), createdAt: z.string() }));
const startedSchema = z.object({ totpURI: z.string(), backupCodes: z.array(z.string()) });
const codesSchema = z.object({ backupCodes: z.array(z.string()) });
const placeSchema = z.object({ url: z.string() });
const waysSchema = z.object({ providers: z.array(z.string()) });

/** Calls about one's own account. */
export const accountApi = {
  changePassword: (body: { currentPassword: string; newPassword: string }) =>
    request(`${AUTH}/change-password`, { ...post({ ...body, revokeOtherSessions: true }), schema: done }),

  sessions: (signal?: AbortSignal) => request(`${AUTH}/list-sessions`, { schema: memberSessionsSchema, signal }),
  current: (signal?: AbortSignal) =>
    request(`${AUTH}/get-session`, { schema: z.object({ session: z.object({ id: z.string() }) }), signal }),
  endSession: (token: string) => request(`${AUTH}/revoke-session`, { ...post({ token }), schema: done }),
  endOthers: () => request(`${AUTH}/revoke-other-sessions`, { ...post({}), schema: done }),

  startCodes: (password: string) =>
    request(`${AUTH}/two-factor/enable`, { ...post({ password }), schema: startedSchema }),
  stopCodes: (password: string) => request(`${AUTH}/two-factor/disable`, { ...post({ password }), schema: done }),
  renewBackupCodes: (password: string) =>
    request(`${AUTH}/two-factor/generate-backup-codes`, { ...post({ password }), schema: codesSchema }),

  passkeys: (signal?: AbortSignal) => request(`${AUTH}/passkey/list`, { schema: passkeysSchema, signal }),
  removePasskey: (id: string) => request(`${AUTH}/passkey/delete`, { ...post({ id }), schema: done }),
  registerOptions: () => request(`${AUTH}/passkey/register-options`, { ...post({}), schema: optionsSchema }),
  register: (name: string, response: unknown) =>
    request(`${AUTH}/passkey/register`, { ...post({ name, response }), schema: done }),
  signInOptions: () => request(`${AUTH}/passkey/sign-in-options`, { ...post({}), schema: optionsSchema }),
  signIn: (response: unknown) => request(`${AUTH}/passkey/sign-in`, { ...post({ response }), schema: done }),

  programs: (signal?: AbortSignal) => request(`${AUTH}/tokens`, { schema: memberTokenListSchema, signal }),
  addProgram: (name: string) => request(`${AUTH}/tokens`, { ...post({ name }), schema: memberTokenPairSchema }),
  endProgram: (id: string) => request(`${AUTH}/tokens/${encodeURIComponent(id)}`, { method: "DELETE", schema: done }),

  ways: (signal?: AbortSignal) => request("/console/ways", { schema: waysSchema, signal }),
  linked: (signal?: AbortSignal) => request(`${AUTH}/list-accounts`, { schema: linkedSchema, signal }),
  /** Where the provider asks for consent; it sends back to the console. */
  link: (provider: string) =>
    request(`${AUTH}/link-social`, {
      ...post({
        provider,
        callbackURL: "/console/account",
        errorCallbackURL: "/console/account",
        disableRedirect: true,
      }),
      schema: placeSchema,
    }),
  unlink: (accountId: string) => request(`${AUTH}/unlink-account`, { ...post({ accountId }), schema: done }),
  signInWith: (provider: string) =>
    request(`${AUTH}/sign-in/social`, {
      ...post({ provider, callbackURL: "/console/", errorCallbackURL: "/console/", disableRedirect: true }),
      schema: placeSchema,
    }),
};

function post(body: object): { method: "POST"; body: object } {
  return { method: "POST", body };
}
