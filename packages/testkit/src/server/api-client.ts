import { setTimeout as sleep } from "node:timers/promises";
import type { StoredEvent } from "@rapport/contracts/events";
import { eventPageSchema } from "@rapport/contracts/events";
import type { TrackingAnswer } from "@rapport/contracts/messages";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import type { ProfileSummary } from "@rapport/contracts/profiles";
import { profilePageSchema } from "@rapport/contracts/profiles";
import { z } from "zod";
import type { SpawnedServer } from "./spawn-server.ts";

const FOLD_TIMEOUT_MS = 60_000;

const readinessSchema = z.object({ ready: z.boolean(), lag: z.number().int() });

/** Reads a JSON answer with the secret key. @throws Error with the answer when it is not 200 or not of the schema */
export async function getJson<S extends z.ZodType>(
  server: SpawnedServer,
  path: string,
  schema: S,
): Promise<z.output<S>> {
  const response = await fetch(server.url + path, {
    headers: { Authorization: `Bearer ${server.report.secretKey}` },
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`GET ${path} answered ${response.status}: ${text}`);
  return schema.parse(JSON.parse(text));
}

/** Sends a JSON body with the write key, unless `key` says another. */
export function postJson(server: SpawnedServer, path: string, body: unknown, key?: string): Promise<Response> {
  return fetch(server.url + path, {
    method: "POST",
    headers: { Authorization: `Bearer ${key ?? server.report.writeKey}`, "Content-Type": "application/json" },
    body: JSON.stringify(body),
  });
}

/** Sends messages in one batch. @throws Error with the answer when it is not 200 */
export async function sendBatch(server: SpawnedServer, batch: readonly unknown[]): Promise<TrackingAnswer> {
  const response = await postJson(server, "/v1/batch", { batch });
  const text = await response.text();
  if (!response.ok) throw new Error(`The batch was answered ${response.status}: ${text}`);
  return trackingAnswerSchema.parse(JSON.parse(text));
}

/** What `/readyz` says: whether the server takes events, and how much of the log is not folded yet. */
export async function readReadiness(server: SpawnedServer): Promise<{ ready: boolean; lag: number }> {
  const answer = await fetch(`${server.url}/readyz`);
  return readinessSchema.parse(await answer.json());
}

/** Waits until everything acknowledged is folded. */
export async function waitUntilFolded(server: SpawnedServer): Promise<void> {
  const deadline = performance.now() + FOLD_TIMEOUT_MS;
  for (;;) {
    const { ready, lag } = await readReadiness(server);
    if (ready && lag === 0) return;
    if (performance.now() > deadline) throw new Error(`After ${FOLD_TIMEOUT_MS} ms the lag is still ${lag}`);
    await sleep(20);
  }
}

/** Every stored event, the newest first, page by page through the API. */
export async function readAllEvents(server: SpawnedServer): Promise<StoredEvent[]> {
  const events: StoredEvent[] = [];
  let cursor: string | null = null;
  do {
    const path: string = `/api/v1/events?limit=500${cursor === null ? "" : `&cursor=${cursor}`}`;
    const page = await getJson(server, path, eventPageSchema);
    events.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return events;
}

/** Every person, page by page through the API. */
export async function readAllProfiles(server: SpawnedServer): Promise<ProfileSummary[]> {
  const profiles: ProfileSummary[] = [];
  let cursor: string | null = null;
  do {
    const path: string = `/api/v1/users?limit=500${cursor === null ? "" : `&cursor=${encodeURIComponent(cursor)}`}`;
    const page = await getJson(server, path, profilePageSchema);
    profiles.push(...page.data);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return profiles;
}
