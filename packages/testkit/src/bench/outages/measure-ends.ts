import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { OutageServer } from "./outage-server.ts";

const EVENTS = 1_000;
const ENTRY = JSON.stringify(import.meta.resolve("@rapport/node"));
const STAY = "setInterval(() => {}, 1000);";

type End = { name: string; rest: string; signal?: NodeJS.Signals; spool?: true; away?: true };
const ENDS: readonly End[] = [
  { name: "by itself", rest: "" },
  { name: "SIGTERM", rest: STAY, signal: "SIGTERM" },
  { name: "SIGINT", rest: STAY, signal: "SIGINT" },
  { name: "process.exit(), with the spool", rest: "process.exit(0);", spool: true },
  { name: "an exception nobody catches, with the spool", rest: 'throw new Error("crash");', spool: true },
  { name: "kill -9, with the spool", rest: STAY, signal: "SIGKILL", spool: true },
  { name: "close({ timeoutMs: 1000 }), server away", rest: "await client.close({ timeoutMs: 1000 });", away: true },
  { name: "close(), server away", rest: "await client.close();", away: true },
];

/** How processes end that have just queued 1,000 events: what is lost or told, and how long it took. */
export async function measureEnds(): Promise<(string | number)[][]> {
  const rows: (string | number)[][] = [];
  for (const end of ENDS) rows.push([end.name, ...(await measureEnd(end))]);
  return rows;
}

async function measureEnd({ rest, signal, spool, away }: End): Promise<(string | number)[]> {
  const server = new OutageServer();
  await server.start();
  if (away) await server.stop();
  const folder = mkdtempSync(join(tmpdir(), "rapport-ends-"));
  const options = spool ? `spoolDir: ${JSON.stringify(folder)},` : "";
  const run = (code: string) =>
    runScript(`
    import { Rapport } from ${ENTRY};
    const client = new Rapport({ writeKey: "pk", host: ${JSON.stringify(server.url)}, ${options}
      onError: ({ code, messageIds }) => code === "not_delivered" && console.log(messageIds.length, "told") });
    ${code}`);
  const { child, told } = run(`
    for (let i = 0; i < ${EVENTS}; i++) client.track({ userId: "u", event: "Event " + i });
    console.log("ready");
    ${rest}`);
  const exited = once(child, "exit").then(() => performance.now());
  let startMs = await told.ready;
  if (signal) child.kill(signal);
  const endMs = await exited;
  // The next process of the same service delivers what the spool has.
  if (spool) await once(run("await client.close({ timeoutMs: 20000 });").child, "exit");
  if (!away && !spool) startMs = Math.max(startMs, server.lastMs);
  await server.stop();
  rmSync(folder, { recursive: true, force: true });
  return [server.acknowledged.size, told.count, Math.round(endMs - startMs)];
}

function runScript(source: string) {
  const child = spawn(process.execPath, ["--input-type=module", "-e", source], { stdio: ["ignore", "pipe", "ignore"] });
  let ready = (_atMs: number) => {};
  const told = { count: 0, ready: new Promise<number>((resolve) => (ready = resolve)) };
  child.stdout.on("data", (chunk: Buffer) => {
    const text = chunk.toString();
    if (text.includes("ready")) ready(performance.now());
    for (const [, count] of text.matchAll(/(\d+) told/g)) told.count += Number(count);
  });
  return { child, told };
}
