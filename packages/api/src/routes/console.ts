import type { OpenAPIHono } from "@hono/zod-openapi";
import { RapportError } from "@rapport/contracts/errors";
import { getProject } from "@rapport/domain/workspaces/projects";
import type { Context } from "hono";
import { z } from "zod";
import { authenticateKey, requireSecret } from "../http/authenticate.ts";
import type { ConsoleSession } from "../http/console-session.ts";
import {
  endConsoleSession,
  isLocalVisitor,
  OPEN,
  readConsoleSession,
  startConsoleSession,
} from "../http/console-session.ts";
import { announcedBytes, readJsonBody } from "../http/read-body.ts";
import type { ApiEnv, ApiServices } from "../services.ts";

const signInSchema = z.object({ secretKey: z.string().min(1).max(255) });

/** Sign-in of the console. In demo mode on loopback a local visitor is signed in without a key. */
export function registerConsoleSession(app: OpenAPIHono<ApiEnv>, services: ApiServices): void {
  app.get("/console/session", async (c) => {
    const session = (await readConsoleSession(services, c)) ?? openSession(services, c);
    if (!session) throw new RapportError("unauthorized", "Sign in with a secret key (sk_…) of the project");
    return answerSession(services, c, session.projectId);
  });
  app.post("/console/session", async (c) => {
    const parsed = signInSchema.safeParse(await readSignIn(services, c));
    if (!parsed.success) {
      throw new RapportError("invalid_body", "/secretKey must be a secret key (sk_…)", {
        fields: [{ pointer: "/secretKey", message: "must be a non-empty string" }],
      });
    }
    const caller = await authenticateKey(services, parsed.data.secretKey);
    requireSecret(caller);
    startConsoleSession(services, c, caller);
    return answerSession(services, c, caller.projectId);
  });
  app.delete("/console/session", (c) => {
    endConsoleSession(c);
    return c.json({ signedIn: false });
  });
}

async function readSignIn(services: ApiServices, c: Context<ApiEnv>): Promise<unknown> {
  const hold = services.admission.open("track", "unknown", announcedBytes(c));
  try {
    return (await readJsonBody(c, hold)).value;
  } finally {
    hold.release();
  }
}

function openSession(services: ApiServices, c: Context<ApiEnv>): ConsoleSession | undefined {
  if (services.openProjectId === undefined || !isLocalVisitor(c)) return undefined;
  const session = { projectId: services.openProjectId, keyId: OPEN };
  startConsoleSession(services, c, session);
  return session;
}

async function answerSession(services: ApiServices, c: Context<ApiEnv>, projectId: string): Promise<Response> {
  const project = await getProject(services, projectId);
  return c.json({
    signedIn: true,
    projectId,
    projectName: project.name,
    writeKey: services.writeKeyOf(projectId) ?? null,
    mode: services.openProjectId === projectId ? "demo-loopback" : "key",
  });
}
