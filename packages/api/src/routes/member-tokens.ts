import type { OpenAPIHono } from "@hono/zod-openapi";
import { RapportError } from "@rapport/contracts/errors";
import { createMemberTokenSchema, refreshMemberTokenSchema } from "@rapport/contracts/member-tokens";
import { findMemberProject } from "@rapport/domain/members/find-member-project";
import type { Context } from "hono";
import { readMemberSession } from "../http/member-session.ts";
import { readForm } from "../http/read-form.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const PATH = "/api/v1/auth/tokens";

/**
 * Tokens by which a program acts as a member. One is made by whoever is signed in, for the project that they have open; from
 * then on the program renews it by itself.
 */
export function registerMemberTokens(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  const { memberTokens } = services;
  app.use(`${PATH}/*`, async (c, next) => {
    c.header("Cache-Control", "no-store");
    await next();
  });
  app.get(PATH, async (c) => c.json({ data: await memberTokens.list(await requireHolder(services, c)) }));
  app.post(PATH, async (c) => {
    const holder = await requireHolder(services, c);
    const { name } = await readForm(services, c, createMemberTokenSchema);
    const made = await memberTokens.create(holder, name);
    await audit(services, c, holder, { action: "createMemberToken", target: `tokenId=${made.id}`, after: { name } });
    return c.json(made);
  });
  app.delete(`${PATH}/:id`, async (c) => {
    const holder = await requireHolder(services, c);
    const id = c.req.param("id");
    await memberTokens.end({ ...holder, id });
    await audit(services, c, holder, { action: "endMemberToken", target: `tokenId=${id}`, after: null });
    return c.json({ ended: true });
  });
  app.post(`${PATH}/refresh`, async (c) => {
    const { refreshToken } = await readForm(services, c, refreshMemberTokenSchema);
    return c.json(await memberTokens.refresh(refreshToken));
  });
  app.post(`${PATH}/revoke`, async (c) => {
    const { refreshToken } = await readForm(services, c, refreshMemberTokenSchema);
    await memberTokens.revoke(refreshToken);
    return c.json({ ended: true });
  });
}

type Holder = { memberId: string; projectId: string };

/** Who is signed in, and the project they have open. @throws RapportError unauthorized, forbidden */
async function requireHolder(services: ApiServices, c: Context<ApiEnv>): Promise<Holder> {
  const session = await readMemberSession(services, c);
  if (!session) throw new RapportError("unauthorized", "Sign in first: a token is made by a member, not by a key");
  const memberId = session.member.id;
  const project = await findMemberProject(services, { memberId, projectId: session.projectId });
  if (!project) throw new RapportError("forbidden", "You belong to no workspace; ask an admin for an invitation");
  return { memberId, projectId: project.id };
}

type Change = { action: string; target: string; after: object | null };

async function audit(services: ApiServices, c: Context<ApiEnv>, holder: Holder, change: Change): Promise<void> {
  const { memberId, projectId } = holder;
  const ctx = { ...services, projectId, actor: { kind: "member", memberId } } as const;
  await services.auditTrail.add(ctx, { ...change, requestId: c.get("requestId"), before: null });
}
