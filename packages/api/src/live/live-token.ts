import { createHmac, timingSafeEqual } from "node:crypto";
import { RapportError } from "@rapport/contracts/errors";
import { liveChannelSchema } from "@rapport/contracts/live";
import { z } from "zod";

/** Who may follow what, until when. */
export type LiveGrant = {
  projectId: string;
  holder: "key" | "member";
  /** The stream ends when this key is revoked, or the member leaves; a console that a key signed in is under that key. */
  keyId: string;
  channels: string[];
  /** Milliseconds since the epoch. */
  expiresMs: number;
};

/** First part of every token: a signature of something else must never be taken for one. */
const FORM = "live1";

const grantSchema = z.object({
  projectId: z.string(),
  holder: z.enum(["key", "member"]),
  keyId: z.string(),
  channels: z.array(liveChannelSchema).min(1),
  expiresMs: z.number(),
});

/** A grant as text that its bearer cannot change. */
export function writeLiveToken(secret: string, grant: LiveGrant): string {
  const body = Buffer.from(JSON.stringify(grant)).toString("base64url");
  return `${FORM}.${body}.${sign(secret, body)}`;
}

/** The grant of a token. @throws RapportError unauthorized when it is not ours or has expired */
export function readLiveToken(secret: string, token: string, nowMs: number): LiveGrant {
  const [form, body = "", signature = "", ...rest] = token.split(".");
  if (form !== FORM || rest.length > 0 || !equal(signature, sign(secret, body))) {
    throw new RapportError("unauthorized", "The token is not one of this server; POST /api/v1/stream/token makes one");
  }
  const grant = grantSchema.parse(JSON.parse(Buffer.from(body, "base64url").toString()));
  if (grant.expiresMs > nowMs) return grant;
  throw new RapportError("unauthorized", "The token has expired; ask for a new one and go on after the last id");
}

function sign(secret: string, body: string): string {
  return createHmac("sha256", secret).update(`${FORM}.${body}`).digest("base64url");
}

function equal(a: string, b: string): boolean {
  const [left, right] = [Buffer.from(a), Buffer.from(b)];
  return left.length === right.length && timingSafeEqual(left, right);
}
