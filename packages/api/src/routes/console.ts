import type { OpenAPIHono } from "@hono/zod-openapi";
import { BUILT_IN_ROLES } from "@rapport/contracts/access";
import { RapportError } from "@rapport/contracts/errors";
import { OPEN_DOOR } from "@rapport/domain/access/console-sessions";
import { enterProject, listEnterable } from "@rapport/domain/members/enter-project";
import { getProject } from "@rapport/domain/workspaces/projects";
import type { Context } from "hono";
import { z } from "zod";
import { authenticate, authenticateKey, requireSecret } from "../http/authenticate.ts";
import type { Caller } from "../http/caller.ts";
import { closeConsole, isLocalVisitor, openConsole } from "../http/console-session.ts";
import type { MemberSession } from "../http/member-session.ts";
import { readMemberSession } from "../http/member-session.ts";
import { readForm } from "../http/read-form.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const signInSchema = z.object({ secretKey: z.string().min(1).max(255) });
const projectSchema = z.object({ projectId: z.string().min(1).max(64) });

/**
 * Who is at the console. Members sign in by the routes of `auth`; a secret key signs a console in, too; and in demo mode
 * on loopback a local visitor is let in without either.
 */
export function registerConsoleSession(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  // Asked by the sign-in form, so that it offers no way that is not set up.
  app.get("/console/ways", (c) =>
    c.json({ providers: Object.keys(services.memberAuth.options.socialProviders ?? {}) }),
  );
  app.get("/console/session", async (c) => {
    // A page asks so at its start: “nobody” is an answer to it, and no failed request for its log.
    const caller = await whoIsThere(services, c).catch((error: unknown) => {
      if (!isNobody(error) || c.req.query("or") !== "nobody") throw error;
    });
    if (!caller) return c.json({ signedIn: false });
    requireSecret(caller);
    return answerSession(services, c, caller);
  });
  app.post("/console/session", async (c) => {
    const { secretKey } = await readForm(services, c, signInSchema);
    const caller = await authenticateKey(services, secretKey);
    requireSecret(caller);
    await openConsole(services, c, caller);
    return answerSession(services, c, { ...caller, actor: { kind: "console" } });
  });
  app.delete("/console/session", async (c) => {
    const everywhere = c.req.query("everywhere") === "true";
    await closeConsole(services, c, everywhere);
    const member = await readMemberSession(services, c);
    if (member) {
      if (everywhere) await services.memberAuth.api.revokeSessions({ headers: c.req.raw.headers });
      const ended = await services.memberAuth.api.signOut({ headers: c.req.raw.headers, asResponse: true });
      for (const cookie of ended.headers.getSetCookie()) c.header("Set-Cookie", cookie, { append: true });
    }
    void services.connections.check();
    return c.json({ signedIn: false });
  });
  app.put("/console/project", async (c) => {
    const session = await requireMember(services, c);
    const { projectId } = await readForm(services, c, projectSchema);
    await enterProject(services, { memberId: session.member.id, token: session.token, projectId });
    return c.json({ projectId });
  });
}

async function requireMember(services: ApiServices, c: Context<ApiEnv>): Promise<MemberSession> {
  const session = await readMemberSession(services, c);
  if (!session) throw new RapportError("unauthorized", "Sign in first");
  return session;
}

async function whoIsThere(services: ApiServices, c: Context<ApiEnv>): Promise<Caller> {
  try {
    return await authenticate(services, c);
  } catch (error) {
    if (!isNobody(error) || services.openProjectId === undefined || !isLocalVisitor(c)) throw error;
    await openConsole(services, c, { projectId: services.openProjectId, keyId: OPEN_DOOR });
    return {
      projectId: services.openProjectId,
      kind: "secret",
      keyId: OPEN_DOOR,
      actor: { kind: "console" },
      permissions: BUILT_IN_ROLES.admin,
    };
  }
}

function isNobody(error: unknown): boolean {
  return error instanceof RapportError && error.code === "unauthorized";
}

async function answerSession(services: ApiServices, c: Context<ApiEnv>, caller: Caller): Promise<Response> {
  const project = await getProject(services, caller.projectId);
  const session = caller.actor.kind === "member" ? await readMemberSession(services, c) : undefined;
  const isOpen = services.openProjectId === caller.projectId;
  return c.json({
    signedIn: true,
    projectId: caller.projectId,
    projectName: project.name,
    writeKey: services.writeKeyOf(caller.projectId) ?? null,
    mode: session ? "member" : isOpen ? "demo-loopback" : "key",
    member: session?.member ?? null,
    permissions: caller.permissions,
    projects: session ? await listEnterable(services, session.member.id) : [],
  });
}
