import { mkdir, readFile } from "node:fs/promises";
import { Agent } from "node:http";
import { dirname, join } from "node:path";
import { pathToFileURL } from "node:url";
import fc from "fast-check";
import { z } from "zod";
import { recountStore } from "../e2e/recount-store.ts";
import { waitUntilFolded } from "../server/api-client.ts";
import { spawnServer } from "../server/spawn-server.ts";
import { readStartSettings } from "../server/start-settings.ts";
import { hostileBody } from "./body-arbitrary.ts";
import type { Answer } from "./judge-answer.ts";
import { judgeAnswer } from "./judge-answer.ts";
import { sendBody } from "./send-body.ts";

export type HostileOptions = {
  bodies: number;
  seed: number;
  connections: number;
  onProgress?: (done: number) => void;
  /** Ends the run early; what was sent until then is reported. */
  signal?: AbortSignal;
};

/** What a run has seen. */
export type HostileReport = {
  /** Bodies that were sent. */
  bodies: number;
  seed: number;
  seconds: number;
  statuses: Record<string, number>;
  /** Answers and ends that must not be, the first ones. */
  faults: string[];
  /** Event loop of the server, from inside: ticks that came over 200 ms late, with the thread at work or without. */
  loop: { stalls: number; starved: number; longestStallMs: number; longestLateMs: number };
  /** Resident memory of the server, started as by `npm start`. */
  residentMiB: Record<"start" | "highest" | "end", Resident>;
  deadLetters: number;
  errorLines: number;
};

/** What a process holds itself, and pages of files that it maps, the log's above all: the system takes them back when it needs them. */
type Resident = { own: number; ofFiles: number };

const CHUNK = 500;
const MOST_FAULTS = 20;
const loopSchema = z.object({
  stalls: z.number(),
  starved: z.number(),
  longestStallMs: z.number(),
  longestLateMs: z.number(),
});

/** Sends seeded hostile bodies to a server of their own, and judges each answer. The same seed sends the same bodies. */
export async function runHostile(options: HostileOptions): Promise<HostileReport> {
  const out = join(process.cwd(), `.cache/hostile-loop-${process.pid}.json`);
  const watcher = pathToFileURL(join(import.meta.dirname, "watch-loop.ts"));
  watcher.searchParams.set("out", out);
  await mkdir(dirname(out), { recursive: true });
  const { args, env } = readStartSettings(undefined);
  const server = await spawnServer({ env: { ...env, NODE_OPTIONS: [...args, "--import", watcher.href].join(" ") } });
  const { pid } = server;
  const started = performance.now();
  const start = await readResident(pid);
  let highest = start;
  const look = async () => {
    const now = await readResident(pid);
    highest = { own: Math.max(highest.own, now.own), ofFiles: Math.max(highest.ofFiles, now.ofFiles) };
    return now;
  };
  const watch = setInterval(() => void look(), 500);
  try {
    const { sent, statuses, faults } = await sendAll(new URL(server.url), server.report.secretKey, options);
    await waitUntilFolded(server);
    const seconds = (performance.now() - started) / 1_000;
    const end = await look();
    const residentMiB = { start, highest, end };
    await new Promise((resolve) => setTimeout(resolve, 1_100)); // the watcher writes once a second
    const loop = loopSchema.parse(JSON.parse(await readFile(out, "utf8")));
    await server.kill("SIGINT");
    const { deadLetters } = await recountStore({ dataDir: server.dataDir });
    const errorLines = server.log.split("\n").filter((line) => line.includes('"level":"error"')).length;
    const { seed } = options;
    return { bodies: sent, seed, seconds, statuses, faults, loop, residentMiB, deadLetters, errorLines };
  } finally {
    clearInterval(watch);
    await server.dispose();
  }
}

async function sendAll(origin: URL, key: string, options: HostileOptions) {
  const agent = new Agent({ keepAlive: true, maxSockets: options.connections });
  const statuses: Record<string, number> = {};
  const faults: string[] = [];
  const note = (answer: Answer | Error, flaw: string, number: number) => {
    const status = answer instanceof Error ? "no answer" : String(answer.status);
    statuses[status] = (statuses[status] ?? 0) + 1;
    const fault = answer instanceof Error ? answer.message : judgeAnswer(answer);
    if (fault !== undefined && faults.length < MOST_FAULTS) {
      faults.push(`seed ${options.seed}, body ${number} (${flaw}): ${fault}`);
    }
  };
  let sent = 0;
  for (let from = 0; from < options.bodies && options.signal?.aborted !== true; from += CHUNK) {
    const numRuns = Math.min(CHUNK, options.bodies - from);
    const bodies = fc.sample(hostileBody, { seed: options.seed * 1_000_003 + from, numRuns });
    let next = 0;
    const work = async () => {
      for (let i = next++; i < bodies.length; i = next++) {
        const hostile = bodies[i];
        if (!hostile) return;
        const answer = await sendBody(origin, agent, key, hostile).catch((error: Error) => error);
        note(answer, `${hostile.path}, ${hostile.flaw}`, from + i);
      }
    };
    await Promise.all(Array.from({ length: options.connections }, work));
    sent += numRuns;
    options.onProgress?.(sent);
  }
  agent.destroy();
  return { sent, statuses, faults };
}

/** Resident memory of a process, MiB; zeros where the system does not tell. */
async function readResident(pid: number): Promise<Resident> {
  const status = await readFile(`/proc/${pid}/status`, "utf8").catch(() => "");
  const read = (name: string) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1_024;
  return { own: Math.round(read("RssAnon") + read("RssShmem")), ofFiles: Math.round(read("RssFile")) };
}
