import type { Database, Store } from "@rapport/store/database";
import { makeQueueSchema, openQueueToTenants } from "@rapport/store/queries/job-queue";
import { sql } from "drizzle-orm";
import type { Db } from "pg-boss";
import { fromDrizzle, PgBoss } from "pg-boss";
import { z } from "zod";
import type { Logger } from "../logger.ts";
import { tellError } from "../logger.ts";

/** A held job whose worker has said nothing for so long is given to another one. */
export const HEARTBEAT_SECONDS = 15;

export type BossRole = "client" | "worker";

/**
 * Opens the queue's library on the store; its tables (schema `pgboss`) are made or brought up to date where needed. A `worker`
 * looks for silent workers and times of schedules besides. Its periods are long ones: each is a statement that the embedded
 * engine runs while nothing happens.
 */
export async function openBoss(store: Store, log: Logger, role: BossRole): Promise<PgBoss> {
  const boss = new PgBoss({
    db: toQueueDatabase(store),
    backend: store.engine,
    supervise: role === "worker",
    schedule: role === "worker",
    superviseIntervalSeconds: HEARTBEAT_SECONDS,
    monitorIntervalSeconds: HEARTBEAT_SECONDS,
    cronMonitorIntervalSeconds: 30,
    cronWorkerIntervalSeconds: 15,
    flowIntervalSeconds: 3_600,
    bamIntervalSeconds: 3_600,
    queueCacheIntervalSeconds: 3_600,
    registerInstance: false,
    monitorVacuum: false,
    reindex: false,
    openTelemetry: { enabled: false },
  });
  boss.on("error", (error) => log.warn("The job queue failed at its upkeep", { error: tellError(error) }));
  boss.on("warning", ({ message }) => log.warn("The job queue warns", { warning: message }));
  await store.withTransaction(makeQueueSchema);
  await boss.start();
  await store.withTransaction(openQueueToTenants);
  return boss;
}

/** The store as the library asks for it: statements with parameters, and scripts without. */
function toQueueDatabase(store: Store): Db {
  const statements = toQueueTransaction(store.db);
  return {
    executeSql: async (text, values) =>
      values === undefined || values.length === 0
        ? { rows: await store.runScript(text) }
        : statements.executeSql(text, values),
  };
}

/** A transaction of ours for the library: a job is asked for, or ended, together with what belongs to it. */
export function toQueueTransaction(tx: Database): Db {
  const database = fromDrizzle(tx, sql);
  return { executeSql: (text, values) => database.executeSql(text, values?.map(toParameter)) };
}

/** Objects go as JSON text, which is what both engines' connections take; lists the library has already cast. */
function toParameter(value: unknown): unknown {
  if (value instanceof Date) return value.toISOString();
  return typeof value === "object" && value !== null && !Array.isArray(value) ? JSON.stringify(value) : value;
}

const commandSchema = z.object({ settled: z.array(z.string()) });

/** Ids of the jobs that a command of the library changed; the others were no longer what the command was about. */
export function readSettled(answer: unknown): string[] {
  return commandSchema.parse(answer).settled;
}
