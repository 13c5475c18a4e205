import { extname } from "node:path";
import { RapportError } from "@rapport/contracts/errors";
import type { Config } from "../config.ts";
import { mapCsvRecords, parseCsvMapping } from "../import/csv-mapping.ts";
import { hashBefore } from "../import/hash-before.ts";
import { identifySource } from "../import/identify-source.ts";
import type { ImportProgress } from "../import/import-progress.ts";
import type { ImportPosition } from "../import/import-record.ts";
import type { ImportTarget } from "../import/import-target.ts";
import { openImportTarget } from "../import/import-target.ts";
import { readCsvRecords } from "../import/read-csv-records.ts";
import { readJsonlRecords } from "../import/read-jsonl-records.ts";
import { runImport } from "../import/run-import.ts";
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

/** How long a finished import waits for its profiles, and how often it looks whether it is to stop. */
const FOLD_MS = 30 * 60_000;
const FOLD_STEP_MS = 1_000;

/** `rapport import`: loads an event history; can be stopped and run again at any time. */
export async function importEvents(config: Config, options: ImportCommandOptions): Promise<void> {
  const source = openSource(options);
  // Another mapping gives other messages, so the progress of one says nothing about the other.
  const mappedSource = `${await identifySource(options.file)}:${options.map ?? ""}`;
  const target = await openImportTarget(config, options);
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort(new RapportError("unavailable", "Stopped; run the same command to go on")));
  const bar = await createProgressBar(options.file, options.json);
  try {
    const progress = await runImport({
      source,
      sourceId: `${mappedSource}:${target.id}`,
      hashBefore: (byte) => hashBefore(options.file, byte),
      send: target.send,
      progressPath: `${options.file}.progress.json`,
      rejectsPath: `${options.file}.rejects.jsonl`,
      onProgress: bar.update,
      onReplaced: () =>
        process.stderr.write(`${options.file} was replaced since the last run; reading it from its start.\n`),
      signal: stop.signal,
    });
    bar.end();
    if (!options.json) process.stderr.write("Folding into profiles…\n");
    await waitUntilFolded(target, stop.signal);
    report(progress, options);
  } finally {
    await target.close();
  }
}

/** Everything is durable by now; what was imported shows in profiles when this returns, or it says that it does not yet. */
async function waitUntilFolded(target: ImportTarget, signal: AbortSignal): Promise<void> {
  const deadline = performance.now() + FOLD_MS;
  try {
    while (!(await target.waitUntilFolded(FOLD_STEP_MS))) {
      if (!signal.aborted && performance.now() < deadline) continue;
      process.stderr.write("Everything is stored durably; the server is still folding it into profiles.\n");
      return;
    }
  } catch (error) {
    if (!(error instanceof RapportError && error.code === "forbidden")) throw error;
    process.stderr.write("Everything is stored durably; a write key may not ask when it shows in profiles.\n");
  }
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
