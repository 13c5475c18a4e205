import { hash } from "node:crypto";
import {
  deleteConsoleSession,
  deleteConsoleSessions,
  findConsoleSession,
  insertConsoleSession,
} from "@rapport/store/queries/console-sessions";
import type { Services } from "../context.ts";

/** How long a console that a key has signed in stays so. */
export const CONSOLE_SESSION_MS = 12 * 60 * 60_000;
/** What stands for a key where the demo's open door has let somebody in. */
export const OPEN_DOOR = "open";

/** A token of 256 bits: guessing one is out of reach, and the row that it names is all that it is good for. */
const TOKEN_BYTES = 32;

type Stored = Pick<Services, "store" | "now">;

/** Begins a session and answers its token, a new one each time: a token that was planted in a browser is never taken over. */
export async function startConsoleSession(
  { store, now, randomBytes }: Stored & Pick<Services, "randomBytes">,
  { projectId, keyId }: { projectId: string; keyId: string },
): Promise<string> {
  const token = Buffer.from(randomBytes(TOKEN_BYTES)).toString("base64url");
  const expiresAt = new Date(now() + CONSOLE_SESSION_MS);
  await insertConsoleSession(store.db, { projectId, keyId, tokenHash: hashToken(token), expiresAt }, new Date(now()));
  return token;
}

/** The key behind a session, asked of the store each time: what has ended there has ended everywhere. Undefined when it has. */
export function readConsoleSession(
  { store, now }: Stored,
  { projectId, token }: { projectId: string; token: string },
): Promise<string | undefined> {
  const place = { projectId, tokenHash: hashToken(token) };
  return findConsoleSession(store.db, { ...place, openKey: OPEN_DOOR, now: new Date(now()) });
}

/** Ends a session; `everywhere`, every one that rests on the same key. */
export async function endConsoleSession(
  services: Stored,
  { projectId, token, everywhere }: { projectId: string; token: string; everywhere: boolean },
): Promise<void> {
  const { db } = services.store;
  const keyId = everywhere ? await readConsoleSession(services, { projectId, token }) : undefined;
  if (keyId !== undefined) await deleteConsoleSessions(db, projectId, keyId);
  else await deleteConsoleSession(db, { projectId, tokenHash: hashToken(token) });
}

function hashToken(token: string): string {
  return hash("sha256", token, "hex");
}
