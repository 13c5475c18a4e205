import { RapportError } from "@rapport/contracts/errors";
import { findMemberProject } from "@rapport/domain/members/find-member-project";
import type { Context } from "hono";
import type { ApiEnv, ApiServices } from "../services.ts";
import type { Caller } from "./caller.ts";
import { isSameOrigin } from "./console-session.ts";

const SAFE_METHODS = new Set(["GET", "HEAD"]);
/** Names that the cookie has over HTTP and over HTTPS. */
const COOKIE = /(^|;\s*)(__Secure-)?rapport\.session_token=/;

/** Who is signed in. */
export type MemberSession = {
  member: { id: string; name: string; email: string; twoFactorEnabled: boolean };
  token: string;
  /** Project that the console last showed. */
  projectId: string | undefined;
};

/** The signed-in member of a request's cookie; undefined when there is none, or the session is over. */
export async function readMemberSession(services: ApiServices, c: Context<ApiEnv>): Promise<MemberSession | undefined> {
  if (!COOKIE.test(c.req.header("cookie") ?? "")) return undefined;
  const found = await services.memberAuth.api.getSession({ headers: c.req.raw.headers });
  if (!found) return undefined;
  const { user, session } = found;
  return {
    member: { id: user.id, name: user.name, email: user.email, twoFactorEnabled: user.twoFactorEnabled === true },
    token: session.token,
    projectId: session.projectId ?? undefined,
  };
}

/**
 * The member of a request's cookie as a caller, with what their role allows. A request that changes something must come
 * from a page of this server.
 * @throws RapportError forbidden on a cross-site change, and for a member of no workspace
 */
export async function readMember(services: ApiServices, c: Context<ApiEnv>): Promise<Caller | undefined> {
  const session = await readMemberSession(services, c);
  if (!session) return undefined;
  if (!SAFE_METHODS.has(c.req.method) && !isSameOrigin(c)) {
    throw new RapportError("forbidden", "A change through a session must come from the console's own pages");
  }
  return toMember(services, { memberId: session.member.id, projectId: session.projectId });
}

/** A member as a caller, with what their role allows in the project. @throws RapportError forbidden for one of no workspace */
export async function toMember(
  services: ApiServices,
  { memberId, projectId }: { memberId: string; projectId: string | undefined },
): Promise<Caller> {
  const project = await findMemberProject(services, { memberId, projectId });
  if (!project) throw new RapportError("forbidden", "You belong to no workspace; ask an admin for an invitation");
  const actor = { kind: "member", memberId } as const;
  return { projectId: project.id, kind: "secret", keyId: memberId, actor, permissions: project.permissions };
}
