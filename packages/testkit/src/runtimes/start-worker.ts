import { spawn } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { basename, dirname, join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

const START_MS = 30_000;

/** A worker that may talk to the loopback, where the server of the test is. */
const configure = (module: string) => `using Workerd = import "/workerd/workerd.capnp";
const config :Workerd.Config = (
  services = [ (name = "main", worker = .main), (name = "internet", network = (allow = ["public", "local"])) ],
  sockets = [ (name = "http", http = (), service = "main") ]
);
const main :Workerd.Worker = (
  modules = [ (name = "${module}", esModule = embed "${module}") ],
  compatibilityDate = "2026-01-01"
);
`;

/** Serves a module in the runtime of Cloudflare's workers. */
export async function startWorker(workerd: string, module: string): Promise<{ origin: string; stop(): Promise<void> }> {
  const config = join(dirname(module), "worker.capnp");
  writeFileSync(config, configure(basename(module)));
  const origin = `127.0.0.1:${await findPort()}`;
  const child = spawn(workerd, ["serve", config, "--socket-addr", `http=${origin}`], { stdio: "inherit" });
  const untilMs = Date.now() + START_MS;
  while (!(await fetch(`http://${origin}/`).catch(() => undefined))) {
    if (child.exitCode !== null || Date.now() > untilMs) throw new Error(`workerd does not serve ${module}`);
    await sleep(50);
  }
  return {
    origin: `http://${origin}`,
    async stop() {
      child.kill();
      if (child.exitCode === null && child.signalCode === null) await once(child, "close");
    },
  };
}

/** A port that was free a moment ago. */
async function findPort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  return typeof address === "object" && address ? address.port : 0;
}
