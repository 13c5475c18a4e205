import type { ReplayAnswer, ReplayRequest } from "@rapport/contracts/dead-letters";
import { REPLAY_LIMIT, replayAnswerSchema } from "@rapport/contracts/dead-letters";
import { RapportError } from "@rapport/contracts/errors";
import { replayDeadLetters } from "@rapport/domain/events/replay-dead-letters";
import { findProject } from "@rapport/domain/workspaces/projects";
import { compose } from "../compose.ts";
import type { Config } from "../config.ts";
import { findServer } from "../find-server.ts";
import { readInstance } from "../instance.ts";
import { readProblem } from "../read-problem.ts";

export type ReplayCommandOptions = {
  /** Slug; absent = the first project. */
  project: string | undefined;
  since: string | undefined;
  code: string | undefined;
  dryRun: boolean;
  /** Server to ask; absent = the one of the data directory, or the directory itself when none runs. */
  host: string | undefined;
  key: string | undefined;
  json: boolean;
};

type Replay = (request: ReplayRequest) => Promise<ReplayAnswer>;
type Target = { replay: Replay; close: () => Promise<void> };

const TIMEOUT_MS = 60_000;

/** `rapport replay`: tries dead letters once more; can be stopped and run again at any time. */
export async function replay(config: Config, options: ReplayCommandOptions): Promise<void> {
  const since = readSince(options.since);
  const target = await openTarget(config, options);
  const total = { replayed: 0, stored: 0, failed: 0, pending: 0 };
  try {
    let cursor: number | undefined;
    do {
      const { code, dryRun } = options;
      const answer = await target.replay({ since, code, dryRun, cursor, limit: REPLAY_LIMIT });
      for (const name of ["replayed", "stored", "failed", "pending"] as const) total[name] += answer[name];
      cursor = answer.nextCursor ?? undefined;
    } while (cursor !== undefined);
  } finally {
    await target.close();
  }
  process.stdout.write(
    `${options.json ? JSON.stringify({ ...total, dryRun: options.dryRun }) : toText(total, options)}\n`,
  );
}

function readSince(since: string | undefined): string | undefined {
  if (since === undefined) return undefined;
  const time = Date.parse(since);
  if (!Number.isNaN(time)) return new Date(time).toISOString();
  throw new RapportError(
    "invalid_parameter",
    `--since ${since} is no time; write it as 2026-01-05 or 2026-01-05T12:00:00Z`,
  );
}

async function openTarget(config: Config, options: ReplayCommandOptions): Promise<Target> {
  const host = options.host ?? (await findServer(config));
  return host === undefined ? openDataDir(config, options.project) : openServer(config, host, options);
}

async function openDataDir(config: Config, slug: string | undefined): Promise<Target> {
  const { services, instance, lane, close } = await compose(config);
  try {
    const projectId = slug === undefined ? instance.projectId : (await findProject(services, slug)).id;
    const ctx = { ...services, projectId, actor: { kind: "system" } as const };
    return { replay: (request) => replayDeadLetters(ctx, lane, request), close };
  } catch (error) {
    await close();
    throw error;
  }
}

async function openServer(config: Config, host: string, options: ReplayCommandOptions): Promise<Target> {
  const kept = await readInstance(config.dataDir);
  const own = options.project === undefined || options.project === kept?.projectSlug;
  const key = options.key ?? (own ? (config.secretKey ?? kept?.secretKey) : undefined);
  if (key === undefined) {
    throw new RapportError(
      "unauthorized",
      `${host} decides by the key: pass --key with a secret key (sk_…) of the project`,
    );
  }
  const ask: Replay = async (request) => {
    const response = await fetch(`${host}/api/v1/events/dead/replay`, {
      method: "POST",
      headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
      body: JSON.stringify(request),
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    if (!response.ok) throw await readProblem(response);
    return replayAnswerSchema.parse(await response.json());
  };
  return { replay: ask, close: async () => {} };
}

function toText(total: Omit<ReplayAnswer, "nextCursor">, { dryRun }: ReplayCommandOptions): string {
  if (dryRun) return `${total.replayed} dead letters would be replayed.`;
  const { replayed, stored, failed, pending } = total;
  return `Replayed ${replayed} dead letters: ${stored} stored, ${failed} failed again, ${pending} still on their way.`;
}
