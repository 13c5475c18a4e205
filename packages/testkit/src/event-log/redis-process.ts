import type { ChildProcess } from "node:child_process";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** A Redis server of a test's own, which it may kill and start again on the same folder and port. */
export type RedisProcess = {
  url: string;
  pid: () => number;
  start: () => Promise<void>;
  kill: () => Promise<void>;
  remove: () => Promise<void>;
};

/** Starts `redis-server` with these settings, e.g. `["--appendonly", "yes"]`. */
export async function startRedis(settings: readonly string[]): Promise<RedisProcess> {
  const dir = await mkdtemp(join(tmpdir(), "rapport-redis-"));
  const port = await findFreePort();
  let child: ChildProcess | undefined;
  const start = async () => {
    const place = ["--bind", "127.0.0.1", "--port", `${port}`, "--dir", dir, "--save", ""];
    child = spawn("redis-server", [...place, ...settings], { stdio: ["ignore", "pipe", "inherit"] });
    await waitForText(child, "Ready to accept connections");
  };
  const kill = async () => {
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    child.kill("SIGKILL");
    await once(child, "exit");
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    pid: () => child?.pid ?? 0,
    start,
    kill,
    async remove() {
      await kill();
      await rm(dir, { recursive: true });
    },
  };
}

async function waitForText(child: ChildProcess, text: string): Promise<void> {
  let output = "";
  for await (const chunk of child.stdout?.iterator({ destroyOnReturn: false }) ?? []) {
    output += String(chunk);
    if (!output.includes(text)) continue;
    child.stdout?.resume();
    return;
  }
  throw new Error(`The server ended at its start:\n${output}`);
}

async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo; // as: a server that listens on a port has an address of this form
  server.close();
  await once(server, "close");
  return port;
}
