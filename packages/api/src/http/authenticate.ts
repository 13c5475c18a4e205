import type { Area, Reach, Verb } from "@rapport/contracts/access";
import { KEY_PERMISSIONS, reachOf } from "@rapport/contracts/access";
import { RapportError } from "@rapport/contracts/errors";
import { isMistyped } from "@rapport/domain/access/keys";
import type { Context as DomainContext } from "@rapport/domain/context";
import type { Context } from "hono";
import type { ApiEnv, ApiServices } from "../services.ts";
import type { Caller } from "./caller.ts";
import { findConsole } from "./console-session.ts";
import type { Exchange } from "./exchange.ts";
import { readMember, toMember } from "./member-session.ts";

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

/** Every JSON object in base64url begins so. */
const JWT_START = "eyJ";

/** The caller behind a key or a member's access token, for everything but events. @throws RapportError unauthorized, forbidden */
export async function authenticateKey(services: ApiServices, key: string | undefined): Promise<Caller> {
  if (key?.startsWith(JWT_START)) return authenticateToken(services, key);
  const caller = await authenticateSender(services, key);
  if (caller.signingSecret === undefined) return caller;
  throw new RapportError("forbidden", "This key sends signed events only; ask with another key of the project");
}

/** A member by a program's token: in the project that it was made for, and in no other. */
async function authenticateToken(services: ApiServices, token: string): Promise<Caller> {
  const holder = await services.memberTokens.authenticate(token);
  const caller = await toMember(services, holder);
  if (caller.projectId === holder.projectId) return caller;
  throw new RapportError("forbidden", "You may not enter the project of this token any more");
}

/** The caller behind a key that sends events; where it has a signing secret, the signature is still to be checked. */
export async function authenticateSender(services: ApiServices, key: string | undefined): Promise<Caller> {
  if (!key) {
    throw new RapportError("unauthorized", "Send a key: Authorization: Bearer KEY, or Basic with the key as user name");
  }
  const principal = await services.keyRing.authenticate(key);
  if (!principal) {
    const why = isMistyped(key) ? "is mistyped: copy it again" : "is unknown, revoked or over";
    throw new RapportError("unauthorized", `This key ${why}`);
  }
  const { scopes, ...rest } = principal;
  const permissions = principal.kind === "secret" ? (scopes ?? KEY_PERMISSIONS) : [];
  return { ...rest, actor: { kind: "key", keyId: principal.keyId }, permissions };
}

/** The caller of a product route: by key, else by the console's cookies. @throws RapportError unauthorized, forbidden */
export async function authenticate(services: ApiServices, c: Context<ApiEnv>): Promise<Caller> {
  const key = readKey(c);
  if (key !== undefined) return authenticateKey(services, key);
  const caller = await readMember(services, c);
  if (caller) return caller;
  const session = await findConsole(services, c);
  if (!session) return authenticateKey(services, undefined);
  const { permissions = KEY_PERMISSIONS } = session;
  return { ...session, kind: "secret", actor: { kind: "console" }, permissions };
}

/** How far a caller may go in an area. @throws RapportError forbidden when it may not go there at all */
export function requirePermission(caller: Caller, area: Area, verb: Verb): Exclude<Reach, "none"> {
  const reach = reachOf(caller.permissions, area, verb);
  if (reach !== "none") return reach;
  throw new RapportError("forbidden", `Your role or key does not allow this: it needs ${area}:${verb}`);
}

/** @throws RapportError forbidden when the caller has no secret key. */
export function requireSecret(caller: Caller): void {
  if (caller.kind === "secret") return;
  throw new RapportError(
    "forbidden",
    "This needs a secret key (sk_…); a write key may only track and read its own user",
  );
}

/** The context that verbs of the domain get: their statements reach the caller's project only, their reads go through the circuit breaker. */
export function toContext(services: ApiServices, { projectId, actor }: Caller): DomainContext {
  return { ...services, store: services.servingStore.forProject(projectId), projectId, actor };
}
