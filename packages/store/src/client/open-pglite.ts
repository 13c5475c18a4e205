import { existsSync } from "node:fs";
import { cp, mkdir, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { RapportError } from "@rapport/contracts/errors";
import type { RunStatement, Store } from "./database.ts";
import { createDatabase } from "./database.ts";
import { PgliteThread } from "./pglite-thread.ts";

/** Where the embedded database lives and how long a statement may take before its thread is replaced. */
export type PgliteOptions = {
  /** Folder of the database; absent = in memory. */
  dataDir?: string | undefined;
  /** An initialised, migrated data directory; copying it saves the 3 s that initdb takes. */
  templateDir?: string | undefined;
  statementTimeoutMs?: number | undefined;
};

/** Opens the embedded Postgres (PGlite) in a worker thread. It has one connection, so transactions queue. */
export async function openPglite(options: PgliteOptions): Promise<Store> {
  if (options.dataDir) await prepareDataDir(options.dataDir, options.templateDir);
  const thread = new PgliteThread(options.dataDir, options.statementTimeoutMs ?? 60_000);
  await thread.open();
  const exclusive = createQueue();
  const run: RunStatement = (text, params, rowMode) => exclusive(() => thread.query(text, params, rowMode));
  return {
    engine: "pglite",
    db: createDatabase(run),
    guarded: (guard) => createDatabase((...statement) => guard(() => run(...statement))),
    withTransaction: (work) => exclusive(() => runTransaction(thread, work)),
    runScript: (text) => exclusive(() => runScript(thread, text)),
    close: () => exclusive(() => thread.close()),
  };
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

async function runTransaction<T>(thread: PgliteThread, work: Parameters<Store["withTransaction"]>[0]): Promise<T> {
  await thread.exec("BEGIN");
  const generation = thread.generation;
  const isLost = () => thread.generation !== generation || !thread.isRunning;
  const requireTransaction = () => {
    // An ended thread has lost the transaction: nothing of it may run on the next one, least of all the commit.
    if (isLost())
      throw new RapportError("unavailable", "The transaction was lost with the database's thread; try again");
  };
  const tx = createDatabase((text, params, rowMode) => {
    requireTransaction();
    return thread.query(text, params, rowMode);
  });
  try {
    const result = await work(tx);
    requireTransaction();
    await thread.exec("COMMIT");
    return result as T; // as: T is what the caller's own work resolves to
  } catch (error) {
    if (!isLost()) await thread.exec("ROLLBACK");
    throw error;
  }
}

/** Runs one thing at a time, in order of asking; a failure does not stop the next. */
function createQueue(): <T>(work: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const result = last.then(work, work);
    last = result.catch(() => undefined);
    return result;
  };
}

async function prepareDataDir(dataDir: string, templateDir: string | undefined): Promise<void> {
  await mkdir(dirname(dataDir), { recursive: true });
  if (!templateDir || existsSync(dataDir)) return;
  // A copy that was cut short must never be taken for a database.
  const copy = `${dataDir}.copying`;
  await rm(copy, { recursive: true, force: true });
  await cp(templateDir, copy, { recursive: true });
  await rename(copy, dataDir);
}
