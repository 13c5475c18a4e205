import type { Connection, FinishConnection } from "@rapport/contracts/connections";
import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import { takeConnectionAttempt, upsertConnection } from "@rapport/store/queries/connections";
import type { Context } from "../context.ts";
import { nameActor } from "../name-actor.ts";
import { placeOf, providerOf } from "./connection-vault.ts";
import { toConnection } from "./list-connections.ts";
import type { Grant, TokenPlace } from "./request-tokens.ts";
import { requestTokens } from "./request-tokens.ts";
import { hashState } from "./start-connection.ts";

/**
 * Ends what `startConnection` began: the code becomes tokens, which are kept encrypted. Works once, within ten minutes, for
 * whoever began it.
 * @throws RapportError not_found for a state that is not theirs, invalid_parameter for a code that is refused, unavailable
 */
export async function finishConnection(ctx: Context, { state, code }: FinishConnection): Promise<Connection> {
  const { store, projectId, vault, now, randomBytes, actor } = ctx;
  const whose = { projectId, stateHash: hashState(state), startedBy: nameActor(actor) };
  const attempt = await takeConnectionAttempt(store.db, whose, new Date(now()));
  if (!attempt) {
    throw new RapportError(
      "not_found",
      "You began no such connection here within the last ten minutes; connect once more",
    );
  }
  const { provider, account, redirectUri, sealed } = attempt;
  const place = placeOf({ projectId, provider });
  const parameters = {
    grant_type: "authorization_code",
    code,
    redirect_uri: redirectUri,
    code_verifier: vault.box.open(sealed, place),
  };
  const outcome = await requestTokens(ctx, attempt, parameters);
  if (outcome.kind === "unavailable") throw new RapportError("unavailable", `${outcome.message}; connect once more`);
  if (outcome.kind === "refused") throw refusal("/code", `is not taken: ${outcome.message}`);
  const { accessToken, refreshToken, expiresAt, scopes } = await lengthen(ctx, attempt, outcome.grant);
  const at = new Date(now());
  const row = {
    ...{ projectId, provider, account, expiresAt, createdAt: at, refreshedAt: at, reason: null, refreshingUntil: null },
    id: newId("connection", now(), randomBytes(10)),
    scopes: scopes.length > 0 ? scopes : [...providerOf(vault, provider).scopes],
    sealed: vault.box.seal(JSON.stringify({ accessToken, refreshToken }), place),
  };
  await upsertConnection(store.db, row);
  return toConnection(row);
}

/** A token of an hour that can be exchanged for one of weeks is, while it is still taken. */
async function lengthen(ctx: Context, place: TokenPlace, grant: Grant): Promise<Grant> {
  if (providerOf(ctx.vault, place.provider).refresh !== "exchange") return grant;
  const parameters = { grant_type: "fb_exchange_token", fb_exchange_token: grant.accessToken };
  const longer = await requestTokens(ctx, place, parameters);
  return longer.kind === "granted" ? longer.grant : grant;
}

function refusal(pointer: string, message: string): RapportError {
  return new RapportError("invalid_parameter", `${pointer} ${message}`, { fields: [{ pointer, message }] });
}
