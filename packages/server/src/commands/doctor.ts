import { access, constants, mkdir, statfs } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, resolve } from "node:path";
import { findAssets } from "../assets.ts";
import { compose } from "../compose.ts";
import type { Config } from "../config.ts";

type Check = { name: string; ok: boolean; detail: string };

const MIN_FREE_BYTES = 500 * 1024 * 1024;
const MIN_NODE_MAJOR = 22;

/** `rapport doctor`: looks for what would keep the product from starting or running well.. */
export async function doctor(config: Config, options: { json: boolean }): Promise<void> {
  const checks = [
    checkNode(),
    await checkFiles(),
    await checkDataDir(config),
    await checkDisk(config),
    await checkPort(config),
  ];
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
  const { consoleDir, browserSdk, templateDir } = findAssets();
  const missing: string[] = [];
  for (const path of [consoleDir, browserSdk, templateDir]) await access(path).catch(() => missing.push(path));
  const detail = missing.length === 0 ? "all there" : `missing: ${missing.join(", ")}; run npm run build`;
  return { name: "Built files", ok: missing.length === 0, detail };
}

async function checkDataDir(config: Config): Promise<Check> {
  const dir = resolve(config.dataDir);
  try {
    await mkdir(dir, { recursive: true });
    await access(dir, constants.W_OK);
    return { name: "Data directory", ok: true, detail: dir };
  } catch (error) {
    return {
      name: "Data directory",
      ok: false,
      detail: `${dir} cannot be written (${String(error)}); set RAPPORT_DATA_DIR`,
    };
  }
}

async function checkDisk(config: Config): Promise<Check> {
  const { bavail, bsize } = await statfs(dirname(resolve(config.dataDir)));
  const free = bavail * bsize;
  return { name: "Disk", ok: free > MIN_FREE_BYTES, detail: `${Math.floor(free / 1024 / 1024)} MB free` };
}

async function checkPort(config: Config): Promise<Check> {
  const error = await new Promise<Error | undefined>((done) => {
    const probe = createServer();
    probe.once("error", done);
    probe.listen(config.port, config.host, () => probe.close(() => done(undefined)));
  });
  const detail = error
    ? `${error.message}; a server runs already, or set RAPPORT_PORT`
    : `${config.host}:${config.port} is free`;
  return { name: "Port", ok: !error, detail };
}

async function checkEngines(config: Config): Promise<Check> {
  try {
    const composition = await compose(config);
    const lag = composition.workers.projector.lag();
    await composition.close();
    return {
      name: "Engines",
      ok: true,
      detail: `log and store (${composition.services.store.engine}) open; lag was ${lag}`,
    };
  } catch (error) {
    return { name: "Engines", ok: false, detail: error instanceof Error ? error.message : String(error) };
  }
}
