"use server";

import { bindHeaders } from "@rapport/node/next";
import { cookies, headers } from "next/headers";
import { after } from "next/server";
import { rapport } from "../lib/rapport.ts";
import { SESSION_COOKIE, sealSession } from "../lib/session.ts";

/** Signs a user in (a real shop asks for more than a name) and ties what the visitor did so far to them. */
export async function signIn(form: FormData): Promise<string> {
  const userId = String(form.get("user"));
  (await cookies()).set(SESSION_COOKIE, sealSession(userId), { httpOnly: true, sameSite: "lax" });
  const visitor = bindHeaders(rapport, await headers(), { after, userId: () => userId });
  visitor.identify({ traits: { plan: "pro" } });
  visitor.track({ event: "Signed In" });
  return userId;
}
