import type { OpenAPIHono } from "@hono/zod-openapi";
import { RapportError } from "@rapport/contracts/errors";
import { CLIENT_ADDRESS_HEADER } from "@rapport/domain/access/create-member-auth";
import type { Context } from "hono";
import { clientAddress } from "../http/client-address.ts";
import { isSameOrigin } from "../http/console-session.ts";
import { announcedBytes, readJsonBody } from "../http/read-body.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

/** Sign-in, sign-out, sessions, passwords and second factors of members, as the sign-in library speaks them. */
export function registerAuth(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  app.on(["GET", "POST"], "/api/v1/auth/*", async (c) => {
    requireOwnPage(c);
    return services.memberAuth.handler(await toAuthRequest(services, c));
  });
}

/** A change that a browser sends, with cookies or from a page, must come from a page of this server. */
function requireOwnPage(c: Context<ApiEnv>): void {
  const isBrowser = c.req.header("cookie") !== undefined || c.req.header("origin") !== undefined;
  if (c.req.method === "GET" || !isBrowser || isSameOrigin(c)) return;
  throw new RapportError("forbidden", "This must come from the console's own pages");
}

/**
 * The request for the library: its body read within our limits, and the caller's address as we see it, whatever the
 * caller says of it.
 */
async function toAuthRequest(services: ApiServices, c: Context<ApiEnv>): Promise<Request> {
  const headers = new Headers(c.req.raw.headers);
  headers.set(CLIENT_ADDRESS_HEADER, clientAddress(c) ?? "127.0.0.1");
  if (c.req.method === "GET") return new Request(c.req.url, { headers });
  const hold = services.admission.open("track", "unknown", announcedBytes(c));
  try {
    const { value } = await readJsonBody(c, hold);
    headers.set("content-type", "application/json");
    for (const name of ["content-length", "content-encoding", "transfer-encoding"]) headers.delete(name);
    return new Request(c.req.url, { method: "POST", headers, body: JSON.stringify(value) });
  } finally {
    hold.release();
  }
}
