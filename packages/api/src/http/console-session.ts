import { createHmac, timingSafeEqual } from "node:crypto";
import { RapportError } from "@rapport/contracts/errors";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { ApiEnv, ApiServices } from "../services.ts";

const COOKIE = "rapport_console";
const LIFETIME_SECONDS = 12 * 60 * 60;
const SAFE_METHODS = new Set(["GET", "HEAD"]);
const LOOPBACK_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);

export type ConsoleSession = { projectId: string };

/** Signs a console in: a signed cookie that scripts cannot read and other sites cannot send. */
export function startConsoleSession(services: ApiServices, c: Context<ApiEnv>, session: ConsoleSession): void {
  const expires = Math.floor(services.now() / 1000) + LIFETIME_SECONDS;
  const payload = `${session.projectId}.${expires}`;
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
export function readConsoleSession(services: ApiServices, c: Context<ApiEnv>): ConsoleSession | undefined {
  const [projectId = "", expires = "", signature = ""] = getCookie(c, COOKIE)?.split(".") ?? [];
  if (signature === "" || Number(expires) * 1000 < services.now()) return undefined;
  if (!equal(signature, sign(services, `${projectId}.${expires}`))) return undefined;
  if (!SAFE_METHODS.has(c.req.method) && !isSameOrigin(c)) {
    throw new RapportError(
      "forbidden",
      "A change through the console's session must come from the console's own pages",
    );
  }
  return { projectId };
}

/**
 * True when a page of this machine asks for the open demo console: the Host names loopback (else a hostile name that
 * resolves to 127.0.0.1 could ask), and no other site's page is behind it.
 */
export function isLocalVisitor(c: Context<ApiEnv>): boolean {
  const host = c.req.header("host")?.replace(/:\d+$/, "") ?? "";
  const site = c.req.header("sec-fetch-site") ?? "none";
  return LOOPBACK_HOSTS.has(host) && (site === "same-origin" || site === "none");
}

function isSameOrigin(c: Context<ApiEnv>): boolean {
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
