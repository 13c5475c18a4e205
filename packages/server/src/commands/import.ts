import { extname } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { problemSchema, RapportError } from "@rapport/contracts/errors";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { z } from "zod";
import { compose } from "../compose.ts";
import type { Config } from "../config.ts";
import { mapCsvRecords, parseCsvMapping } from "../import/csv-mapping.ts";
import { identifySource } from "../import/identify-source.ts";
import type { ImportProgress } from "../import/import-progress.ts";
import type { ImportPosition } from "../import/import-record.ts";
import { readCsvRecords } from "../import/read-csv-records.ts";
import { readJsonlRecords } from "../import/read-jsonl-records.ts";
import type { ImportAnswer } from "../import/run-import.ts";
import { runImport } from "../import/run-import.ts";
import { readInstance } from "../instance.ts";
import { createProgressBar } from "../progress-bar.ts";

export type ImportCommandOptions = {
  file: string;
  /** Column mapping of a CSV file. */
  map: string | undefined;
  delimiter: string | undefined;
  /** Server to send to; absent = the one of the data directory, started for the import when none runs. */
  host: string | undefined;
  key: string | undefined;
  json: boolean;
};

const readinessSchema = z.object({ lag: z.number() });

/** Sends one import batch. */
type Send = (messages: Record<string, unknown>[]) => Promise<ImportAnswer>;
type Target = {
  send: Send;
  /** Log values that are durable but not folded yet. */
  lag: () => Promise<number>;
  close: () => Promise<void>;
};

const LAG_POLL_MS = 250;

/** `rapport import`: loads an event history; can be stopped and run again at any time. */
export async function importEvents(config: Config, options: ImportCommandOptions): Promise<void> {
  const source = openSource(options);
  // Another mapping gives other messages, so the progress of one says nothing about the other.
  const sourceId = `${await identifySource(options.file)}:${options.map ?? ""}`;
  const target = await openTarget(config, options);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort(new RapportError("unavailable", "Stopped; run the same command to go on")));
  const bar = await createProgressBar(options.file, options.json);
  try {
    const progress = await runImport({
      source,
      sourceId,
      send: target.send,
      progressPath: `${options.file}.progress.json`,
      rejectsPath: `${options.file}.rejects.jsonl`,
      onProgress: bar.update,
      signal: stop.signal,
    });
    bar.end();
    await waitUntilFolded(target, stop.signal, options.json);
    report(progress, options);
  } finally {
    await target.close();
  }
}

/** Everything is durable by now; what was imported shows in profiles when this returns. */
async function waitUntilFolded(target: Target, signal: AbortSignal, quiet: boolean): Promise<void> {
  for (let lag = await target.lag(); lag > 0 && !signal.aborted; lag = await target.lag()) {
    if (!quiet) process.stderr.write(`\rFolding into profiles: ${lag} log values left   `);
    await sleep(LAG_POLL_MS);
  }
  if (!quiet) process.stderr.write("\n");
}

function openSource({ file, map, delimiter }: ImportCommandOptions) {
  const isCsv = [".csv", ".tsv"].includes(extname(file).toLowerCase());
  if (!isCsv) return (from: ImportPosition) => readJsonlRecords(file, from);
  if (map === undefined) {
    throw new RapportError(
      "invalid_parameter",
      "A CSV file needs --map, e.g. --map \"userId=customer_id,event='Order Completed',timestamp=created_at,properties.product_id=sku\"",
    );
  }
  const mapping = parseCsvMapping(map);
  const separator = delimiter ?? (extname(file).toLowerCase() === ".tsv" ? "\t" : ",");
  return (from: ImportPosition) => mapCsvRecords(readCsvRecords(file, from, { delimiter: separator }), mapping);
}

async function openTarget(config: Config, options: ImportCommandOptions): Promise<Target> {
  const host = options.host ?? (await findServer(config));
  if (host !== undefined) {
    const key = options.key ?? config.secretKey ?? (await readInstance(config.dataDir))?.secretKey;
    if (key === undefined) throw new RapportError("unauthorized", "Pass --key with a secret key (sk_…) of the project");
    return {
      send: (messages) => post(fetch, host, key, messages),
      lag: async () => readinessSchema.parse(await (await fetch(`${host}/readyz`)).json()).lag,
      close: async () => {},
    };
  }
  const composition = await compose(config);
  const key = options.key ?? composition.instance.secretKey;
  const local = async (url: string, init: RequestInit) => composition.app.request(url, init);
  return {
    send: (messages) => post(local, "http://rapport.local", key, messages),
    lag: async () => composition.workers.projector.lag(),
    close: composition.close,
  };
}

/** The server that holds this data directory, if one runs where the configuration says. */
async function findServer(config: Config): Promise<string | undefined> {
  const url = `http://${config.host}:${config.port}`;
  try {
    const answer = await fetch(`${url}/livez`, { signal: AbortSignal.timeout(1_000) });
    return answer.ok ? url : undefined;
  } catch {
    // Nobody answers: the import opens the data directory itself.
    return undefined;
  }
}

async function post(
  send: (url: string, init: RequestInit) => Promise<Response>,
  host: string,
  key: string,
  messages: Record<string, unknown>[],
): Promise<ImportAnswer> {
  const response = await send(`${host}/v1/import`, {
    method: "POST",
    headers: { Authorization: `Bearer ${key}`, "Content-Type": "application/json" },
    body: JSON.stringify({ batch: messages }),
  });
  const body: unknown = await response.json();
  if (response.ok) return trackingAnswerSchema.parse(body);
  const problem = problemSchema.parse(body);
  const retryAfter = Number(response.headers.get("retry-after"));
  throw new RapportError(problem.code, problem.detail, {
    fields: problem.errors ?? [],
    ...(retryAfter > 0 ? { retryAfterSeconds: retryAfter } : {}),
  });
}

function report(progress: ImportProgress, { file, json }: ImportCommandOptions): void {
  const { accepted, duplicates, rejected } = progress;
  if (json) {
    process.stdout.write(`${JSON.stringify({ accepted, duplicates, rejected, rejects: `${file}.rejects.jsonl` })}\n`);
    return;
  }
  process.stdout.write(
    `Imported ${accepted} events; ${rejected} rejected${rejected > 0 ? ` (see ${file}.rejects.jsonl)` : ""}.\n`,
  );
}
