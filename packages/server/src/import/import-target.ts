import { createHash } from "node:crypto";
import { RapportError } from "@rapport/contracts/errors";
import type { TrackingAnswer } from "@rapport/contracts/messages";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { KeyRing } from "@rapport/domain/access/key-ring";
import { formatPosition, parsePosition } from "@rapport/pipeline/position";
import { compose } from "../compose.ts";
import type { Config } from "../config.ts";
import { findHolder } from "../data-dir-lock.ts";
import { findServer } from "../find-server.ts";
import { readInstance } from "../instance.ts";
import { readProblem } from "../read-problem.ts";
import type { ImportAnswer } from "./run-import.ts";

/** Where an import goes. */
export type ImportTarget = {
  /** Tells targets apart: what one of them has answered says nothing about another. */
  id: string;
  send: (messages: Record<string, unknown>[]) => Promise<ImportAnswer>;
  /** Waits until everything that was sent shows in profiles; answers false when `waitMs` passes first. */
  waitUntilFolded: (waitMs: number) => Promise<boolean>;
  close: () => Promise<void>;
};

type TargetOptions = {
  /** Server to send to; absent = the one of the data directory, started for the import when none runs. */
  host: string | undefined;
  key: string | undefined;
};

/** Longest that one request may take before it counts as failed: a batch of megabytes on a slow line fits. */
const REQUEST_TIMEOUT_MS = 60_000;
/** Timers and clocks of two machines differ; an answer this close to the end of a wait may be the end of the wait. */
const WAIT_SLACK_MS = 50;

/** The server that an import goes to, or the data directory, opened for it. */
export async function openImportTarget(config: Config, options: TargetOptions): Promise<ImportTarget> {
  const host = options.host ?? (await findServer(config));
  return host === undefined ? openDataDir(config, options.key) : openServer(config, host, options);
}

async function openServer(config: Config, host: string, options: TargetOptions): Promise<ImportTarget> {
  if (!URL.canParse(host)) throw new RapportError("invalid_parameter", `The host ${host} is not a URL (http://…)`);
  const kept = await readInstance(config.dataDir);
  const key = options.key ?? config.secretKey ?? kept?.secretKey;
  if (key === undefined) throw new RapportError("unauthorized", "Pass --key with a secret key (sk_…) of the project");
  const isOwn =
    options.host === undefined && kept?.secretKey === key && (await findHolder(config.dataDir)) !== undefined;
  const sent = new SentPosition();
  return {
    id: isOwn ? dataDirId(config, kept.projectId) : digest([new URL(host).href, key]),
    send: async (messages) => sent.note(await post(ask, host, key, messages)),
    waitUntilFolded: async (waitMs) => sent.isEmpty() || waitRemotely(host, key, sent.toString(), waitMs),
    close: async () => {},
  };
}

async function openDataDir(config: Config, givenKey: string | undefined): Promise<ImportTarget> {
  const { app, instance, services, workers, close } = await compose(config);
  const key = givenKey ?? instance.secretKey;
  const local = async (url: string, init: RequestInit) => app.request(url, init);
  const sent = new SentPosition();
  // The key decides whose events these are; an unknown one is refused with the first batch.
  const projectId = (await new KeyRing(services).authenticate(key))?.projectId ?? "";
  return {
    id: dataDirId(config, projectId),
    send: async (messages) => sent.note(await post(local, "http://rapport.local", key, messages)),
    waitUntilFolded: (waitMs) => workers.projector.waitFor(parsePosition(sent.toString()), waitMs),
    close,
  };
}

/** The same whether a server of the data directory takes the import or the import opens the directory itself. */
function dataDirId(config: Config, projectId: string): string {
  return digest([projectId, config.databaseUrl ?? "embedded"]);
}

/** A digest, because keys and passwords of databases do not belong in a progress file. */
function digest(parts: readonly string[]): string {
  return createHash("sha256").update(JSON.stringify(parts)).digest("hex").slice(0, 16);
}

/** The furthest place in the log that any answer has named, by partition. */
class SentPosition {
  readonly #offsets = new Map<number, number>();

  note(answer: TrackingAnswer): TrackingAnswer {
    for (const [partition, offset] of parsePosition(answer.offset)) {
      this.#offsets.set(partition, Math.max(offset, this.#offsets.get(partition) ?? 0));
    }
    return answer;
  }

  isEmpty(): boolean {
    return this.#offsets.size === 0;
  }

  toString(): string {
    return formatPosition(this.#offsets);
  }
}

function ask(url: string, init: RequestInit, timeoutMs = REQUEST_TIMEOUT_MS): Promise<Response> {
  return fetch(url, { ...init, signal: AbortSignal.timeout(timeoutMs) });
}

async function post(
  send: (url: string, init: RequestInit) => Promise<Response>,
  host: string,
  key: string,
  messages: Record<string, unknown>[],
): Promise<TrackingAnswer> {
  const response = await send(`${host}/v1/import`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ batch: messages }),
  });
  if (!response.ok) throw await readProblem(response);
  return trackingAnswerSchema.parse(await response.json());
}

/** A read that waits for the position. The server answers when it is folded or when the wait is over, and does not say which. */
async function waitRemotely(host: string, key: string, after: string, waitMs: number): Promise<boolean> {
  const query = new URLSearchParams({ limit: "1", after, wait: String(waitMs) });
  const startedMs = performance.now();
  const headers = { Authorization: `Bearer ${key}` };
  const response = await ask(`${host}/api/v1/events?${query}`, { headers }, waitMs + REQUEST_TIMEOUT_MS);
  if (!response.ok) throw await readProblem(response);
  await response.body?.cancel();
  return performance.now() - startedMs < waitMs - WAIT_SLACK_MS;
}
