import { access, constants, mkdtemp, rm, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { openStore } from "@rapport/store/client";
import postgres from "postgres";
import { findAssets } from "../assets.ts";
import type { Config } from "../config.ts";
import { findHolder } from "../data-dir-lock.ts";
import { readInstance } from "../instance.ts";
import { createLogger } from "../logger.ts";
import { openEventLog } from "../open-event-log.ts";

type Check = { name: string; ok: boolean; detail: string };

/** What runs already: a server that answers where the configuration says, and the process that holds the data directory. */
type Running = { answers: boolean; holderPid: number | undefined };

const MIN_FREE_BYTES = 500 * 1024 * 1024;
const MIN_NODE_MAJOR = 22;
const PROBE_MS = 2_000;

/** `rapport doctor`: looks for what would keep the product from starting or running well. Changes nothing. */
export async function doctor(config: Config, options: { json: boolean }): Promise<void> {
  const answers = await isAnswering(config);
  const checks = [checkNode(), await checkFiles(), await checkDisk(config)];
  try {
    const running = { answers, holderPid: (await findHolder(config.dataDir))?.pid };
    checks.push(await checkDataDir(config, running), await checkPort(config, running));
  } catch (error) {
    checks.push({ name: "Data directory", ok: false, detail: reasonOf(error) });
  }
  checks.push(await checkEngines(config));
  const healthy = checks.every((check) => check.ok);
  if (options.json) process.stdout.write(`${JSON.stringify({ healthy, checks })}\n`);
  else
    for (const { ok, name, detail } of checks) process.stdout.write(`${ok ? "ok    " : "FAILED"} ${name}: ${detail}\n`);
  process.exitCode = healthy ? 0 : 1;
}

function checkNode(): Check {
  const ok = Number(process.versions.node.split(".", 1)[0]) >= MIN_NODE_MAJOR;
  return { name: "Node", ok, detail: `${process.versions.node}${ok ? "" : `; install ${MIN_NODE_MAJOR} or later`}` };
}

async function checkFiles(): Promise<Check> {
  const { consoleDir, browserSdkDir, templateDir } = findAssets();
  const missing: string[] = [];
  for (const path of [consoleDir, browserSdkDir, templateDir]) await access(path).catch(() => missing.push(path));
  const detail = missing.length === 0 ? "all there" : `missing: ${missing.join(", ")}; run npm run build`;
  return { name: "Built files", ok: missing.length === 0, detail };
}

async function checkDisk(config: Config): Promise<Check> {
  const { bavail, bsize } = await statfs(await nearestExisting(resolve(config.dataDir)));
  const free = bavail * bsize;
  return { name: "Disk", ok: free > MIN_FREE_BYTES, detail: `${Math.floor(free / 1024 / 1024)} MB free` };
}

/** @throws Error when what the directory holds cannot be read */
async function checkDataDir(config: Config, { answers, holderPid }: Running): Promise<Check> {
  const name = "Data directory";
  const dir = resolve(config.dataDir);
  const existing = await nearestExisting(dir);
  try {
    await access(existing, constants.W_OK);
  } catch (error) {
    return { name, ok: false, detail: `${existing} cannot be written (${reasonOf(error)}); set RAPPORT_DATA_DIR` };
  }
  if (existing !== dir) return { name, ok: true, detail: `${dir} will be made at the first start` };
  await readInstance(dir);
  if (holderPid === undefined) return { name, ok: true, detail: `${dir} is free` };
  if (answers) return { name, ok: true, detail: `${dir} is held by the server that runs (pid ${holderPid})` };
  const nobody = `nobody answers on ${config.host}:${config.port}`;
  return { name, ok: false, detail: `${dir} is held by pid ${holderPid}, but ${nobody}; stop it, or set RAPPORT_PORT` };
}

async function checkPort(config: Config, { answers, holderPid }: Running): Promise<Check> {
  const place = `${config.host}:${config.port}`;
  if (answers && holderPid !== undefined) return { name: "Port", ok: true, detail: `a server answers on ${place}` };
  if (answers) {
    const detail = `a server answers on ${place}, with another data directory; stop it, or set RAPPORT_PORT`;
    return { name: "Port", ok: false, detail };
  }
  const error = await new Promise<Error | undefined>((done) => {
    const probe = createServer();
    probe.once("error", done);
    probe.listen(config.port, config.host, () => probe.close(() => done(undefined)));
  });
  const detail = error ? `${error.message}; set RAPPORT_PORT to a free port` : `${place} is free`;
  return { name: "Port", ok: !error, detail };
}

/**
 * Embedded engines are tried on a directory of their own: opening the real one would bring its schema up to date and fold. A
 * log engine elsewhere is opened as a start would open it, which makes an empty log where there is none.
 */
async function checkEngines(config: Config): Promise<Check> {
  const dir = await mkdtemp(join(tmpdir(), "rapport-doctor-"));
  try {
    const log = await openEventLog({ ...config, dataDir: dir }, createLogger());
    await log.close();
    const opened = `the event log opens (${config.eventLog.engine}, survives: ${log.durability})`;
    if (config.databaseUrl === undefined) {
      await tryEmbeddedStore(join(dir, "store"));
      return { name: "Engines", ok: true, detail: `${opened}, and so does the embedded store` };
    }
    await tryPostgres(config.databaseUrl);
    return { name: "Engines", ok: true, detail: `${opened}, and Postgres answers` };
  } catch (error) {
    return { name: "Engines", ok: false, detail: reasonOf(error) };
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function tryEmbeddedStore(dataDir: string): Promise<void> {
  const { templateDir, migrationsDir } = findAssets();
  const store = await openStore({ dataDir, templateDir, migrationsDir });
  await store.close();
}

async function tryPostgres(url: string): Promise<void> {
  const sql = postgres(url, { max: 1, connect_timeout: PROBE_MS / 1_000, onnotice: () => {} });
  try {
    await sql`select 1`;
  } finally {
    await sql.end({ timeout: PROBE_MS / 1_000 });
  }
}

async function isAnswering(config: Config): Promise<boolean> {
  try {
    const url = `http://${config.host}:${config.port}/livez`;
    return (await fetch(url, { signal: AbortSignal.timeout(PROBE_MS) })).ok;
  } catch {
    return false; // Nobody, or not a server of ours; the port's check says which.
  }
}

/** The path itself, or the nearest directory above it that is there. */
async function nearestExisting(path: string): Promise<string> {
  const exists = await access(path).then(
    () => true,
    () => false,
  );
  return exists || dirname(path) === path ? path : nearestExisting(dirname(path));
}

function reasonOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
