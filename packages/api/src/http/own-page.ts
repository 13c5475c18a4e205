import { RapportError } from "@rapport/contracts/errors";
import type { Context, MiddlewareHandler } from "hono";
import type { ApiEnv } from "../services.ts";
import { isSameOrigin } from "./console-session.ts";

const SAFE_METHODS = new Set(["GET", "HEAD", "OPTIONS"]);

/**
 * Lets a change that a browser sends pass only from a page of this server: also the sign-in itself, or another site could sign
 * somebody in to a project of its own and read what they then enter. A browser says where a change comes from; what sends neither
 * cookies nor an origin is a program, and has nobody's session to lend.
 */
export function requireOwnPage(): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    if (!SAFE_METHODS.has(c.req.method) && isBrowser(c) && !isSameOrigin(c))
      throw new RapportError("forbidden", "This must come from the console's own pages");
    await next();
  };
}

function isBrowser(c: Context<ApiEnv>): boolean {
  return ["cookie", "origin", "sec-fetch-site"].some((name) => c.req.header(name) !== undefined);
}
