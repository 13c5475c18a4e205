import { BUILT_IN_ROLES } from "@rapport/contracts/access";
import { RapportError } from "@rapport/contracts/errors";
import {
  CONSOLE_SESSION_MS,
  endConsoleSession,
  OPEN_DOOR,
  readConsoleSession,
  startConsoleSession,
} from "@rapport/domain/access/console-sessions";
import type { Context } from "hono";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { ApiEnv, ApiServices } from "../services.ts";

const COOKIE = "rapport_console";
const SAFE_METHODS = new Set(["GET", "HEAD"]);
/** What proxies add: behind one, a loopback address says nothing about the visitor. */
const PROXY_HEADERS = ["forwarded", "x-forwarded-for", "x-forwarded-host", "x-forwarded-proto", "x-real-ip", "via"];
const LOOPBACK_HOSTS = new Set(["localhost", "127.0.0.1", "[::1]"]);

/**
 * Whose console it is. `keyId` is the key that signed in, and the session ends with it; `OPEN_DOOR` is the demo's,
 * and the session ends when that closes.
 */
export type ConsoleSession = {
  projectId: string;
  keyId: string;
  /** What it may do; absent = what a secret key may. */
  permissions?: readonly string[] | undefined;
};

/** Signs a console in: a cookie that scripts cannot read and other sites cannot send. A session that it had before ends. */
export async function openConsole(
  services: ApiServices,
  c: Context<ApiEnv>,
  { projectId, keyId }: ConsoleSession,
): Promise<void> {
  await endHeld(services, c, false);
  const token = await startConsoleSession(services, { projectId, keyId });
  setCookie(c, COOKIE, `${projectId}.${token}`, {
    httpOnly: true,
    sameSite: "Strict",
    path: "/",
    maxAge: CONSOLE_SESSION_MS / 1_000,
    secure: new URL(c.req.url).protocol === "https:",
  });
}

/** Ends the session of a request's cookie, for whoever else holds it, too; `everywhere`, every one of the same key. */
export async function closeConsole(services: ApiServices, c: Context<ApiEnv>, everywhere = false): Promise<void> {
  await endHeld(services, c, everywhere);
  deleteCookie(c, COOKIE, { path: "/" });
}

async function endHeld(services: ApiServices, c: Context<ApiEnv>, everywhere: boolean): Promise<void> {
  const held = readCookie(c);
  if (held) await endConsoleSession(services, { ...held, everywhere });
}

/**
 * The session of a request's cookie, if it is there and alive. A request that changes something must come from a page of this
 * server.
 * @throws RapportError forbidden on a cross-site change
 */
export async function findConsole(services: ApiServices, c: Context<ApiEnv>): Promise<ConsoleSession | undefined> {
  const held = readCookie(c);
  if (!held) return undefined;
  const { projectId } = held;
  const keyId = await readConsoleSession({ ...services, store: services.servingStore }, held);
  if (keyId === undefined || (keyId === OPEN_DOOR && services.openProjectId !== projectId)) return undefined;
  if (!SAFE_METHODS.has(c.req.method) && !isSameOrigin(c)) {
    throw new RapportError(
      "forbidden",
      "A change through the console's session must come from the console's own pages",
    );
  }
  // Who stands before this machine is its owner.
  return { projectId, keyId, permissions: keyId === OPEN_DOOR ? BUILT_IN_ROLES.admin : undefined };
}

function readCookie(c: Context<ApiEnv>): { projectId: string; token: string } | undefined {
  const [projectId = "", token = ""] = getCookie(c, COOKIE)?.split(".") ?? [];
  return projectId === "" || token === "" || token.length > 64 ? undefined : { projectId, token };
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
