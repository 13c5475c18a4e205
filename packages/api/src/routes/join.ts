import type { OpenAPIHono } from "@hono/zod-openapi";
import { acceptInvitationSchema, invitationTokenSchema } from "@rapport/contracts/access";
import { acceptInvitation } from "@rapport/domain/members/accept-invitation";
import { findInvitation } from "@rapport/domain/members/find-invitation";
import { readMemberSession } from "../http/member-session.ts";
import { readForm } from "../http/read-form.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

/**
 * Taking up an invitation: the one way to an account. Nobody is signed in yet, so these are no routes of a project; the
 * token, 192 random bits, is what they trust.
 */
export function registerJoin(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  app.post("/console/invitation", async (c) => {
    const { token } = await readForm(services, c, invitationTokenSchema);
    return c.json(await findInvitation(services, token));
  });
  app.post("/console/join", async (c) => {
    const { token, email, name, password } = await readForm(services, c, acceptInvitationSchema);
    // First: hashing a password is the most that a stranger can make this server do.
    await findInvitation(services, token);
    const session = await readMemberSession(services, c);
    const { password: passwords } = await services.memberAuth.$context;
    const passwordHash = await passwords.hash(password);
    const joined = await acceptInvitation(services, { token, email, name, passwordHash, member: session?.member });
    if (session) return c.json({ joined: true });
    const body = { email: joined.email, password };
    const signedIn = await services.memberAuth.api.signInEmail({ body, headers: c.req.raw.headers, asResponse: true });
    for (const cookie of signedIn.headers.getSetCookie()) c.header("Set-Cookie", cookie, { append: true });
    return c.json({ joined: true });
  });
}
