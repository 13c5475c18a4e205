import type { OpenAPIHono } from "@hono/zod-openapi";
import { CLIENT_ADDRESS_HEADER } from "@rapport/domain/access/create-member-auth";
import { findMemberProject } from "@rapport/domain/members/find-member-project";
import type { Context } from "hono";
import { clientAddress } from "../http/client-address.ts";
import type { MemberSession } from "../http/member-session.ts";
import { readMemberSession } from "../http/member-session.ts";
import { announcedBytes, readJsonBody } from "../http/read-body.ts";
import type { ApiEnv, ApiServices } from "../services.ts";
import { registerMemberTokens } from "./member-tokens.ts";

const PREFIX = "/api/v1/auth";

/** Changes to the ways into an account, and what the audit log calls them. */
const AUDITED = new Map([
  ["/change-password", "changePassword"],
  ["/two-factor/enable", "startTwoFactor"],
  ["/two-factor/disable", "disableTwoFactor"],
  ["/two-factor/generate-backup-codes", "renewBackupCodes"],
  ["/passkey/register", "addPasskey"],
  ["/passkey/delete", "deletePasskey"],
  ["/unlink-account", "unlinkAccount"],
  ["/revoke-session", "endSession"],
  ["/revoke-other-sessions", "endOtherSessions"],
]);

/** What is done by whoever fears that somebody else is in: their programs have to be let in anew. */
const ENDING = new Set(["changePassword", "endOtherSessions"]);

/** What ends sessions, and with them the live streams that they opened. */
const SESSION_ENDS = ["/sign-out", "/revoke-session", "/revoke-sessions", "/revoke-other-sessions", "/change-password"];

/** Sign-in, sign-out, sessions, passwords and second factors of members, as the sign-in library speaks them. */
export function registerAuth(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  // First: the library's routes take every path below the prefix.
  registerMemberTokens(app, services);
  app.on(["GET", "POST"], `${PREFIX}/*`, async (c) => {
    const action = AUDITED.get(c.req.path.slice(PREFIX.length));
    // Before: the change may end this very session.
    const session = action === undefined ? undefined : await readMemberSession(services, c);
    const response = await services.memberAuth.handler(await toAuthRequest(services, c));
    if (action !== undefined && session && response.ok) await audit(services, c, action, session);
    if (session && response.ok && ENDING.has(action ?? "")) {
      await services.memberTokens.endAll(session.member.id);
    }
    if (response.ok && SESSION_ENDS.includes(c.req.path.slice(PREFIX.length))) void services.connections.check();
    return response;
  });
}

/** A member's change to their own ways in belongs into the log of the project that they have open. */
async function audit(services: ApiServices, c: Context<ApiEnv>, action: string, session: MemberSession): Promise<void> {
  const memberId = session.member.id;
  const project = await findMemberProject(services, { memberId, projectId: session.projectId });
  if (!project) return;
  const ctx = { ...services, projectId: project.id, actor: { kind: "member", memberId } } as const;
  const requestId = c.get("requestId");
  await services.auditTrail.add(ctx, { action, target: `memberId=${memberId}`, requestId, before: null, after: null });
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
