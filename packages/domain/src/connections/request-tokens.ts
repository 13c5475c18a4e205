import type { ConnectionProvider } from "@rapport/contracts/connections";
import { RapportError } from "@rapport/contracts/errors";
import { z } from "zod";
import type { Outgoing } from "../outgoing/outgoing.ts";
import type { ConnectionVault, Tokens } from "./connection-vault.ts";
import { providerOf } from "./connection-vault.ts";
import { addressFor } from "./oauth-providers.ts";

/** What a provider gave. */
export type Grant = Tokens & { expiresAt: Date | null; scopes: string[] };

/** What came of asking: a grant, a refusal for good, or nothing that says anything. */
export type GrantOutcome =
  | { kind: "granted"; grant: Grant }
  | { kind: "refused"; message: string }
  | { kind: "unavailable"; message: string };

const grantSchema = z.object({
  access_token: z.string().min(1),
  refresh_token: z.string().min(1).optional(),
  expires_in: z.coerce.number().positive().optional(),
  scope: z.string().optional(),
});
const refusalSchema = z.object({ error: z.union([z.string(), z.object({ message: z.string().optional() })]) });

/** Which account access is asked to. */
export type TokenPlace = { provider: ConnectionProvider; account: Record<string, string> };

type Ask = { outgoing: Outgoing; vault: ConnectionVault; now: () => number };

/**
 * Asks a provider's token endpoint. Its answers are never told or logged: they may hold tokens, and errors of some repeat
 * what was sent.
 */
export async function requestTokens(
  { outgoing, vault, now }: Ask,
  { provider, account }: TokenPlace,
  parameters: Record<string, string>,
): Promise<GrantOutcome> {
  const tokenUrl = addressFor(providerOf(vault, provider).tokenUrl, account);
  const { clientId, clientSecret } = requireClient(vault, provider);
  const body = new URLSearchParams({ ...parameters, client_id: clientId, client_secret: clientSecret }).toString();
  const headers = { "content-type": "application/x-www-form-urlencoded", accept: "application/json" };
  const answer = await outgoing
    .fetch(tokenUrl, { method: "POST", headers, body, timeoutMs: 15_000 })
    .catch(() => undefined);
  if (!answer || answer.status >= 500 || answer.status === 429) {
    return { kind: "unavailable", message: `${provider} gives out no tokens at the moment` };
  }
  const json = parse(answer.body);
  const granted = grantSchema.safeParse(json);
  if (answer.status < 300 && granted.success) return { kind: "granted", grant: toGrant(granted.data, now()) };
  const refused = refusalSchema.safeParse(json);
  const why = refused.success && typeof refused.data.error === "string" ? refused.data.error : String(answer.status);
  // A word of the standard, never free text.
  return { kind: "refused", message: `${provider} refuses access (${/^\w{1,60}$/.test(why) ? why : answer.status})` };
}

/** @throws RapportError invalid_parameter naming the setting */
export function requireClient({ clients }: ConnectionVault, provider: ConnectionProvider) {
  const client = clients[provider];
  if (client) return client;
  const setting = `RAPPORT_CONNECT_${provider.toUpperCase().replaceAll("-", "_")}`;
  const message = `This server has no client for ${provider}: set ${setting} to clientId:clientSecret`;
  throw new RapportError("invalid_parameter", message, { fields: [{ pointer: "/provider", message }] });
}

function toGrant(
  { access_token, refresh_token, expires_in, scope }: z.output<typeof grantSchema>,
  nowMs: number,
): Grant {
  return {
    accessToken: access_token,
    refreshToken: refresh_token ?? null,
    expiresAt: expires_in === undefined ? null : new Date(nowMs + expires_in * 1_000),
    scopes: scope?.split(/[ ,]+/).filter((part) => part !== "") ?? [],
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
