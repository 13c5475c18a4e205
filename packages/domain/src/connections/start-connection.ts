import { createHash } from "node:crypto";
import type { StartConnection } from "@rapport/contracts/connections";
import { CONNECTION_ACCOUNTS } from "@rapport/contracts/connections";
import { RapportError } from "@rapport/contracts/errors";
import { insertConnectionAttempt } from "@rapport/store/queries/connections";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import { placeOf, providerOf } from "./connection-vault.ts";
import { addressFor } from "./oauth-providers.ts";
import { requireClient } from "./request-tokens.ts";

/** Time that somebody has to give access. */
const ATTEMPT_MS = 10 * 60_000;
/** Path of the console that providers send browsers back to; it is registered with each of them. */
const CALLBACK_PATH = "/console/connections";

/**
 * Begins to connect a project to a provider: answers where the browser goes. The state that comes back is bound to whoever asked,
 * and the code to a verifier that stays here (PKCE, S256).
 * @throws RapportError invalid_parameter naming the field
 */
export async function startConnection(ctx: Context, input: StartConnection): Promise<{ url: string }> {
  const { store, projectId, vault, now, randomBytes, actor } = ctx;
  const { provider } = input;
  const { authorizeUrl, scopes, extra } = providerOf(vault, provider);
  const { clientId } = requireClient(vault, provider);
  const account = readAccount(input);
  const state = Buffer.from(randomBytes(32)).toString("base64url");
  const verifier = Buffer.from(randomBytes(48)).toString("base64url");
  const redirectUri = new URL(CALLBACK_PATH, vault.publicUrl ?? new URL(input.origin).origin).href;
  const attempt = {
    ...{ projectId, provider, account, redirectUri, startedBy: nameActor(actor) },
    stateHash: hashState(state),
    sealed: vault.box.seal(verifier, placeOf({ projectId, provider })),
    expiresAt: new Date(now() + ATTEMPT_MS),
  };
  await insertConnectionAttempt(store.db, attempt, new Date(now()));
  const url = new URL(addressFor(authorizeUrl, account));
  const parameters = {
    ...extra,
    ...{ response_type: "code", client_id: clientId, redirect_uri: redirectUri, scope: scopes.join(" "), state },
    code_challenge: createHash("sha256").update(verifier).digest("base64url"),
    code_challenge_method: "S256",
  };
  for (const [name, value] of Object.entries(parameters)) url.searchParams.set(name, value);
  return { url: url.href };
}

/** What is kept of a state: whoever reads the table can finish nothing. */
export function hashState(state: string): string {
  return createHash("sha256").update(state).digest("base64url");
}

function readAccount({ provider, account }: StartConnection): Record<string, string> {
  const parsed = CONNECTION_ACCOUNTS[provider].safeParse(account);
  if (parsed.success)
    return Object.fromEntries(Object.entries(parsed.data).map(([name, value]) => [name, String(value)]));
  const fields = parsed.error.issues.map(({ path, message }) => ({
    pointer: ["/account", ...path].join("/"),
    message,
  }));
  throw new RapportError("invalid_parameter", `The account is not complete: ${fields[0]?.pointer}`, { fields });
}
