import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { createServer } from "node:net";
import { join, resolve } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const FOLDER = resolve(import.meta.dirname, "../../../../examples/next");
const NEXT = join(FOLDER, "node_modules/next/dist/bin/next");
const START_MS = 60_000;

/** Where the application's clients send to. */
type Settings = { host: string; writeKey: string };

/** Installs by the example's lockfile and builds. @throws Error with the output of what failed */
export async function buildNextExample(settings: Settings, say: (text: string) => void): Promise<void> {
  await run("npm", ["ci", "--prefer-offline"], settings);
  say("installed");
  await run(process.execPath, [NEXT, "build"], settings);
  say("built, types checked");
}

/** Serves what was built, on a free port. `stop` ends the process by SIGTERM, as a deployment does. */
export async function startNextExample(settings: Settings): Promise<{ origin: string; stop: () => Promise<void> }> {
  const port = await findFreePort();
  const child = begin(process.execPath, [NEXT, "start", "--hostname", "127.0.0.1", "--port", String(port)], settings);
  const origin = `http://127.0.0.1:${port}`;
  const stop = async () => {
    const ended = child.exitCode === null ? once(child, "exit") : undefined;
    child.kill("SIGTERM");
    await ended;
  };
  const untilMs = performance.now() + START_MS;
  while (!(await answers(origin))) {
    if (performance.now() > untilMs || child.exitCode !== null) {
      await stop();
      throw new Error(`next start did not answer at ${origin}`);
    }
    await sleep(100);
  }
  return { origin, stop };
}

async function run(command: string, args: string[], settings: Settings): Promise<void> {
  const child = begin(command, args, settings);
  let output = "";
  for (const stream of [child.stdout, child.stderr])
    stream?.on("data", (chunk) => {
      output += chunk;
    });
  const [code] = await once(child, "close");
  if (code !== 0) throw new Error(`${command} ${args.join(" ")} ended with ${code}:\n${output}`);
}

function begin(command: string, args: string[], { host, writeKey }: Settings): ChildProcess {
  const app = { NEXT_PUBLIC_RAPPORT_HOST: host, NEXT_PUBLIC_RAPPORT_KEY: writeKey, NEXT_TELEMETRY_DISABLED: "1" };
  return spawn(command, args, { cwd: FOLDER, env: { ...process.env, ...app }, stdio: ["ignore", "pipe", "pipe"] });
}

async function answers(origin: string): Promise<boolean> {
  return fetch(origin).then(
    ({ ok }) => ok,
    () => false,
  );
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  if (typeof address !== "object" || address === null) throw new Error("No free port");
  return address.port;
}
