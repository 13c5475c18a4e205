import { setTimeout as sleep } from "node:timers/promises";
import type { ConnectionProvider } from "@rapport/contracts/connections";
import type { PlatformAnswer, TokenSource } from "@rapport/ports/ad-platform";
import type { ConnectionRow } from "@rapport/store/queries/connections";
import { claimRefresh, getConnectionRow, updateConnection } from "@rapport/store/queries/connections";
import { z } from "zod";
import type { Services } from "../context.ts";
import type { Tokens } from "./connection-vault.ts";
import { placeOf, providerOf } from "./connection-vault.ts";
import type { Grant } from "./request-tokens.ts";
import { requestTokens } from "./request-tokens.ts";

export type TokenServices = Pick<Services, "store" | "vault" | "outgoing" | "now" | "log">;

/** A token that ends sooner is renewed before it is used. */
const MARGIN_MS = 60_000;
/** Longest that one server may take to fetch a token before another one tries. */
const CLAIM_MS = 20_000;
const POLL_MS = 100;
const RETRY_MS = 15_000;

const tokensSchema = z.object({ accessToken: z.string(), refreshToken: z.string().nullable() });

/** Refreshes under way in this process, by what is refreshed: everybody waits for the same one. */
export type RefreshesUnderWay = Map<string, Promise<PlatformAnswer<string>>>;

/**
 * The access token of a project's connection. A new one is fetched once, however many ask for it at the same time and on however
 * many servers: in a process they share the promise, between servers the row says who is at it.
 */
export function openTokenSource(
  services: TokenServices,
  place: { projectId: string; provider: ConnectionProvider },
  underWay: RefreshesUnderWay,
): TokenSource {
  const key = placeOf(place);
  const share = (stale: string) => {
    const running = underWay.get(key) ?? renew(services, place, stale).finally(() => underWay.delete(key));
    underWay.set(key, running);
    return running;
  };
  return {
    get: async () => {
      const row = await getConnectionRow(services.store.db, place);
      if (!row || row.reason !== null) return disconnected(row?.reason ?? "There is no connection");
      const { accessToken } = openTokens(services, row);
      const isLate = row.expiresAt !== null && row.expiresAt.getTime() - services.now() < MARGIN_MS;
      return isLate ? share(accessToken) : { ok: true, value: accessToken };
    },
    refresh: share,
  };
}

async function renew(
  services: TokenServices,
  place: { projectId: string; provider: ConnectionProvider },
  stale: string,
): Promise<PlatformAnswer<string>> {
  const { store, now } = services;
  for (let waitedMs = 0; waitedMs < CLAIM_MS; waitedMs += POLL_MS) {
    const isMine = await claimRefresh(store.db, place, new Date(now()), new Date(now() + CLAIM_MS));
    const row = await getConnectionRow(store.db, place);
    if (!row || row.reason !== null) return disconnected(row?.reason ?? "There is no connection");
    const tokens = openTokens(services, row);
    // Another server was faster: its token is the newer one.
    if (tokens.accessToken !== stale) {
      if (isMine) await updateConnection(store.db, row, { refreshingUntil: null });
      return { ok: true, value: tokens.accessToken };
    }
    if (isMine) return fetchNew(services, row, tokens);
    await sleep(POLL_MS);
  }
  return later("Another server has been fetching a new token for too long");
}

async function fetchNew(services: TokenServices, row: ConnectionRow, tokens: Tokens): Promise<PlatformAnswer<string>> {
  const { store, vault, log } = services;
  const parameters = toParameters(services, row.provider, tokens);
  const outcome = parameters
    ? await requestTokens(services, row, parameters)
    : ({ kind: "refused", message: `Access to ${row.provider} has ended and cannot be renewed` } as const);
  if (outcome.kind === "unavailable") {
    await updateConnection(store.db, row, { refreshingUntil: null });
    return later(outcome.message);
  }
  if (outcome.kind === "refused") {
    const reason = `${outcome.message}; connect the account again`;
    await updateConnection(store.db, row, { refreshingUntil: null, reason });
    log.warn("A connection does not work any more", { projectId: row.projectId, provider: row.provider, reason });
    return disconnected(reason);
  }
  await keepGrant(services, row, tokens, outcome.grant, vault.box.seal);
  return { ok: true, value: outcome.grant.accessToken };
}

async function keepGrant(
  { store, now }: TokenServices,
  row: ConnectionRow,
  before: Tokens,
  grant: Grant,
  seal: (text: string, place: string) => string,
): Promise<void> {
  const { accessToken, refreshToken, expiresAt } = grant;
  // Most providers give a refresh token once; a new one takes the place of the old.
  const tokens: Tokens = { accessToken, refreshToken: refreshToken ?? before.refreshToken };
  const sealed = seal(JSON.stringify(tokens), placeOf(row));
  await updateConnection(store.db, row, { sealed, expiresAt, refreshingUntil: null, refreshedAt: new Date(now()) });
}

function toParameters({ vault }: TokenServices, provider: ConnectionProvider, tokens: Tokens) {
  const { refresh } = providerOf(vault, provider);
  if (refresh === "exchange") return { grant_type: "fb_exchange_token", fb_exchange_token: tokens.accessToken };
  if (refresh === "none" || tokens.refreshToken === null) return undefined;
  return { grant_type: "refresh_token", refresh_token: tokens.refreshToken };
}

function openTokens({ vault }: TokenServices, row: ConnectionRow): Tokens {
  return tokensSchema.parse(JSON.parse(vault.box.open(row.sealed, placeOf(row))));
}

function disconnected(message: string): PlatformAnswer<never> {
  return { ok: false, failure: { kind: "disconnected", message } };
}

function later(message: string): PlatformAnswer<never> {
  return { ok: false, failure: { kind: "refresh-token", message, retryAfterMs: RETRY_MS } };
}
