import { cpSync, existsSync } from "node:fs";
import { mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { RapportError } from "@rapport/contracts/errors";
import type { RunStatement, Store } from "./database.ts";
import { createDatabase } from "./database.ts";
import { EngineTurns } from "./engine-turns.ts";
import { PgliteThread } from "./pglite-thread.ts";

/** Where the embedded database lives and how long a statement may take before its thread is replaced. */
export type PgliteOptions = {
  /** Folder of the database; absent = in memory. */
  dataDir?: string | undefined;
  /** Tar of a migrated data directory that a database in memory begins as. */
  image?: string | undefined;
  /** An initialised, migrated data directory; copying it saves the 3 s that initdb takes. */
  templateDir?: string | undefined;
  statementTimeoutMs?: number | undefined;
};

/** The store, and the same with a handle for each project that runs its statements under its policies. */
export type PgliteStore = { store: Store; forProjects: (rewrite?: (text: string) => string) => Store };

/** Opens the embedded Postgres (PGlite) in a worker thread. It has one connection, so whatever uses it takes turns. */
export async function openPglite(options: PgliteOptions): Promise<PgliteStore> {
  if (options.dataDir) await prepareDataDir(options.dataDir, options.templateDir);
  const thread = new PgliteThread(
    { dataDir: options.dataDir, image: options.image },
    options.statementTimeoutMs ?? 60_000,
  );
  await thread.open();
  const turns = new EngineTurns();
  const statementsOf = (projectId?: string, rewrite = (text: string) => text) => {
    const send: RunStatement = (text, params, rowMode) => thread.query(rewrite(text), params, rowMode, projectId);
    const run: RunStatement = (...statement) => turns.statement(() => send(...statement));
    return {
      db: createDatabase(run),
      guarded: (guard) => createDatabase((...statement) => guard(() => run(...statement), statement[0])),
      withTransaction: (work) => turns.transaction(() => runTransaction({ thread, send, projectId }, work)),
    } satisfies Partial<Store>;
  };
  const store: Store = {
    engine: "pglite",
    isSecured: false,
    ...statementsOf(),
    runScript: (text) => turns.transaction(() => runScript(thread, text)),
    forProject: () => store,
    close: () => turns.transaction(() => thread.close()),
  };
  const forProjects: PgliteStore["forProjects"] = (rewrite) => {
    const whole: Store = {
      ...store,
      isSecured: true,
      forProject: (projectId) => ({
        ...whole,
        ...statementsOf(projectId, rewrite),
        runScript: () => Promise.reject(new Error("Scripts are for the owner of the tables")),
        // The thread is the whole store's.
        close: async () => {},
      }),
    };
    return whole;
  };
  return { store, forProjects };
}

async function runScript(thread: PgliteThread, text: string): Promise<unknown[]> {
  try {
    return await thread.exec(text);
  } catch (error) {
    // The only connection: a transaction that the text left aborted would swallow every later statement.
    if (thread.isRunning) await thread.exec("ROLLBACK");
    throw error;
  }
}

type Place = { thread: PgliteThread; send: RunStatement; projectId: string | undefined };

async function runTransaction<T>(place: Place, work: Parameters<Store["withTransaction"]>[0]): Promise<T> {
  const { thread, send, projectId } = place;
  // Under the project from before the beginning: a role that is taken inside would be lost with what is rolled back.
  await thread.exec("BEGIN", projectId);
  const generation = thread.generation;
  const isLost = () => thread.generation !== generation || !thread.isRunning;
  const requireTransaction = () => {
    // An ended thread has lost the transaction: nothing of it may run on the next one, least of all the commit.
    if (isLost())
      throw new RapportError("unavailable", "The transaction was lost with the database's thread; try again");
  };
  const tx = createDatabase((...statement) => {
    requireTransaction();
    return send(...statement);
  });
  try {
    const result = await work(tx);
    requireTransaction();
    await thread.exec("COMMIT", projectId);
    return result as T; // as: T is what the caller's own work resolves to
  } catch (error) {
    if (!isLost()) await thread.exec("ROLLBACK", projectId);
    throw error;
  }
}

async function prepareDataDir(dataDir: string, templateDir: string | undefined): Promise<void> {
  await mkdir(dirname(dataDir), { recursive: true });
  if (!templateDir || existsSync(dataDir)) return;
  // A copy that was cut short must never be taken for a database.
  const copy = `${dataDir}.copying`;
  await rm(copy, { recursive: true, force: true });
  // Some 1,500 small files: one call for all takes half the time of the trips that each makes to the thread pool.
  cpSync(templateDir, copy, { recursive: true });
  for (const folder of EMPTY_FOLDERS) await mkdir(`${copy}/${folder}`, { recursive: true });
  await rename(copy, dataDir);
}

/** What a data directory has from its beginning with nothing in it, and a package loses that was packed by npm. */
const EMPTY_FOLDERS = [
  "pg_commit_ts",
  "pg_dynshmem",
  "pg_logical/mappings",
  "pg_logical/snapshots",
  "pg_notify",
  "pg_replslot",
  "pg_serial",
  "pg_snapshots",
  "pg_stat",
  "pg_stat_tmp",
  "pg_tblspc",
  "pg_twophase",
  "pg_wal/archive_status",
  "pg_wal/summaries",
];
