import { createHmac, timingSafeEqual } from "node:crypto";
import { BUILT_IN_ROLES } from "@rapport/contracts/access";
import { RapportError } from "@rapport/contracts/errors";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { ApiEnv, ApiServices } from "../services.ts";

const COOKIE = "rapport_console";
const LIFETIME_SECONDS = 12 * 60 * 60;
const SAFE_METHODS = new Set(["GET", "HEAD"]);
/** What proxies add: behind one, a loopback address says nothing about the visitor. */
const PROXY_HEADERS = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via"];
const LOOPBACK_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Whose console it is. `keyId` is the key that signed in, and the session ends with it; `OPEN` is the demo's open door,
 * and the session ends when that closes.
 */
export type ConsoleSession = {
  projectId: string;
  keyId: string;
  /** What it may do; absent = what a secret key may. */
  permissions?: readonly string[] | undefined;
};
export const OPEN = "open";

/** Signs a console in: a signed cookie that scripts cannot read and other sites cannot send. */
export function startConsoleSession(services: ApiServices, c: Context<ApiEnv>, session: ConsoleSession): void {
  const expires = Math.floor(services.now() / 1000) + LIFETIME_SECONDS;
  const payload = `${session.projectId}.${session.keyId}.${expires}`;
  setCookie(c, COOKIE, `${payload}.${sign(services, payload)}`, {
    httpOnly: true,
    sameSite: "Strict",
    path: "/",
    maxAge: LIFETIME_SECONDS,
    secure: new URL(c.req.url).protocol === "https:",
  });
}

export function endConsoleSession(c: Context<ApiEnv>): void {
  deleteCookie(c, COOKIE, { path: "/" });
}

/**
 * The session of a request's cookie, if it is there, true and alive. A request that changes something must come from
 * a page of this server.
 * @throws RapportError forbidden on a cross-site change
 */
export async function readConsoleSession(
  services: ApiServices,
  c: Context<ApiEnv>,
): Promise<ConsoleSession | undefined> {
  const [projectId = "", keyId = "", expires = "", signature = ""] = getCookie(c, COOKIE)?.split(".") ?? [];
  if (signature === "" || Number(expires) * 1000 < services.now()) return undefined;
  if (!equal(signature, sign(services, `${projectId}.${keyId}.${expires}`))) return undefined;
  const alive = keyId === OPEN ? services.openProjectId === projectId : await services.keyRing.isLive(projectId, keyId);
  if (!alive) return undefined;
  if (!SAFE_METHODS.has(c.req.method) && !isSameOrigin(c)) {
    throw new RapportError(
      "forbidden",
      "A change through the console's session must come from the console's own pages",
    );
  }
  // Who stands before this machine is its owner.
  return { projectId, keyId, permissions: keyId === OPEN ? BUILT_IN_ROLES.admin : undefined };
}

/**
 * True when a page of this machine asks for the open demo console: the Host names loopback (else a hostile name that
 * resolves to 127.0.0.1 could ask), no proxy has passed the request on, and no other site's page is behind it.
 */
export function isLocalVisitor(c: Context<ApiEnv>): boolean {
  const host = c.req.header("host")?.replace(/:\d+$/, "") ?? "";
  const site = c.req.header("sec-fetch-site") ?? "none";
  const direct = !PROXY_HEADERS.some((name) => c.req.header(name) !== undefined);
  return LOOPBACK_HOSTS.has(host) && direct && (site === "same-origin" || site === "none");
}

/** Whether a request comes from a page of this server: what a change by cookie has to. */
export function isSameOrigin(c: Context<ApiEnv>): boolean {
  const origin = c.req.header("origin");
  return origin !== undefined && URL.canParse(origin) && new URL(origin).host === c.req.header("host");
}

function sign(services: ApiServices, payload: string): string {
  return createHmac("sha256", services.sessionSecret).update(payload).digest("base64url");
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
