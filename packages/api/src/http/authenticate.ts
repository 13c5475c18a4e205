import { RapportError } from "@rapport/contracts/errors";
import type { KeyKind } from "@rapport/contracts/keys";
import type { Actor, Context as DomainContext } from "@rapport/domain/context";
import type { Context } from "hono";
import type { ApiEnv, ApiServices } from "../services.ts";
import { readConsoleSession } from "./console-session.ts";
import type { Exchange } from "./exchange.ts";

/** Who asks: a key of a project, or a signed-in console, which may do what a secret key may. */
export type Caller = { projectId: string; kind: KeyKind; keyId: string; actor: Actor };

/** The key of a request: Basic user name, Bearer, else what the caller found in body or query. */
export function readKey(c: Exchange, fallback?: string): string | undefined {
  const header = c.req.header("authorization");
  const [scheme = "", credentials = ""] = header?.split(" ", 2) ?? [];
  if (scheme.toLowerCase() === "bearer" && credentials !== "") return credentials;
  if (scheme.toLowerCase() === "basic") {
    const user = Buffer.from(credentials, "base64").toString("utf8").split(":", 1)[0];
    if (user) return user;
  }
  return fallback;
}

/** The caller behind a key. @throws RapportError unauthorized */
export async function authenticateKey(services: ApiServices, key: string | undefined): Promise<Caller> {
  if (!key) {
    throw new RapportError("unauthorized", "Send a key: Authorization: Bearer KEY, or Basic with the key as user name");
  }
  const principal = await services.keyRing.authenticate(key);
  if (!principal)
    throw new RapportError("unauthorized", "This key is unknown or revoked; check it for a missing character");
  const { projectId, kind, keyId } = principal;
  return { projectId, kind, keyId, actor: { kind: "key", keyId } };
}

/** The caller of a product route: by key, else by the console's cookie. @throws RapportError unauthorized, forbidden */
export async function authenticate(services: ApiServices, c: Context<ApiEnv>): Promise<Caller> {
  const key = readKey(c);
  const session = key === undefined ? await readConsoleSession(services, c) : undefined;
  if (!session) return authenticateKey(services, key);
  return { ...session, kind: "secret", actor: { kind: "console" } };
}

/** @throws RapportError forbidden when the caller has no secret key. */
export function requireSecret(caller: Caller): void {
  if (caller.kind === "secret") return;
  throw new RapportError(
    "forbidden",
    "This needs a secret key (sk_…); a write key may only track and read its own user",
  );
}

/** The context that verbs of the domain get. */
export function toContext(services: ApiServices, caller: Caller): DomainContext {
  const {
    servingStore: store,
    recommenders,
    decisions,
    intake,
    plans,
    traits,
    jobs,
    blobs,
    log,
    now,
    randomBytes,
  } = services;
  const { projectId, actor } = caller;
  return {
    store,
    recommenders,
    decisions,
    intake,
    plans,
    traits,
    jobs,
    blobs,
    log,
    now,
    randomBytes,
    projectId,
    actor,
  };
}
