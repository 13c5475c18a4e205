import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { releaseAllAgents, stopAllAgents } from "@rapport/domain/agents/agent-switch";
import type { Services } from "@rapport/domain/context";
import { tellError } from "@rapport/domain/logger";
import { z } from "zod";
import type { Closing } from "./close-all.ts";

/**
 * Between two looks for an order. With the half second after which whatever runs looks whether it may go on, an order holds within two seconds.
 */
export const ORDER_LOOK_MS = 500;
/** Longest that whoever orders waits until a server has obeyed. */
const OBEY_MS = 5_000;

const ORDER = "agents-stop.json";
/** The order that the server of the directory obeys, as it read it. */
const OBEYED = "agents-stop.obeyed.json";
const orderSchema = z.object({ reason: z.string(), orderedAt: z.string() });

/**
 * Orders the server of a data directory to stop the agents of all projects, or with `undefined` to let them go on. A file, because such a server
 * owns its store, and whoever may write its directory is its operator. Answers whether a server has obeyed; one that starts later will.
 */
export async function orderAgents(dataDir: string, reason: string | undefined): Promise<boolean> {
  const path = join(dataDir, ORDER);
  const text = reason === undefined ? undefined : JSON.stringify({ reason, orderedAt: new Date().toISOString() });
  if (text === undefined) await rm(path, { force: true });
  else {
    // Whole or not at all: half an order would be read as none.
    await writeFile(`${path}.new`, text);
    await rename(`${path}.new`, path);
  }
  for (const until = performance.now() + OBEY_MS; performance.now() < until; await sleep(50)) {
    if ((await read(dataDir, OBEYED)) === text) return true;
  }
  return false;
}

/** Obeys orders of the directory, the first look is over when this resolves. Answers how to end it. */
export async function followOrders(services: Services, dataDir: string): Promise<Closing> {
  const look = () =>
    obey(services, dataDir).catch((error: unknown) => {
      services.log.error("An order to the agents could not be obeyed; trying again", { error: tellError(error) });
    });
  let looking: Promise<void> = look();
  await looking;
  const timer = setInterval(() => {
    looking = looking.then(look);
  }, ORDER_LOOK_MS).unref();
  return {
    what: "orders to agents",
    async close() {
      clearInterval(timer);
      await looking;
    },
  };
}

async function obey(services: Services, dataDir: string): Promise<void> {
  const [order, obeyed] = [await read(dataDir, ORDER), await read(dataDir, OBEYED)];
  if (order === obeyed) return;
  if (order === undefined) {
    await releaseAllAgents(services);
    await rm(join(dataDir, OBEYED), { force: true });
    services.log.warn("The operator let the agents of all projects go on");
    return;
  }
  // Whatever stands in the file, somebody wanted a stop.
  const parsed = orderSchema.safeParse(toJson(order));
  const reason = parsed.success ? parsed.data.reason : "Stopped by the operator";
  await stopAllAgents(services, reason);
  await writeFile(join(dataDir, OBEYED), order);
  services.log.warn("The operator stopped the agents of all projects", { reason });
}

async function read(dataDir: string, name: string): Promise<string | undefined> {
  try {
    return await readFile(join(dataDir, name), "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return undefined;
    throw error;
  }
}

function toJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
