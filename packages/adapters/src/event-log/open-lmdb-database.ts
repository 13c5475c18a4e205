import { randomUUID } from "node:crypto";
import { existsSync } from "node:fs";
import { access, mkdir, open as openFile, rename, rm } from "node:fs/promises";
import { dirname, join } from "node:path";
import { RapportError } from "@rapport/contracts/errors";
import { open } from "lmdb";
import type { Database } from "./lmdb-bounds.ts";
import { ID_KEY } from "./lmdb-keys.ts";

const DATA_FILE = "data.mdb";
/** Bytes of addresses that the file is mapped to, not of memory or disk. Whenever it outgrows them, what is mapped so far stays mapped beside. */
const MAP_BYTES = 4 * 1024 ** 3;

/**
 * Opens the file of the embedded event log, and makes it if there is none; answers the log's id with it.
 *
 * LMDB's first pages are not synced before others follow, and a file whose first pages are torn ends the process that opens it
 * (a segmentation fault). So a new file is made whole and synced in a folder beside, and takes its name in one step.
 *
 * @throws RapportError `unavailable` when the directory cannot be opened
 */
export async function openLmdbDatabase(dir: string): Promise<{ database: Database; id: string }> {
  try {
    if (!(await exists(join(dir, DATA_FILE)))) await makeDataFile(dir);
    const database = openDatabase(dir);
    const id = await readOrMakeId(database);
    await syncDirectories([dir, dirname(dir)]);
    return { database, id };
  } catch (cause) {
    throw openingError(dir, cause);
  }
}

/** Opens the file of this log again. @throws RapportError `unavailable` when it cannot be opened, or is not there any more */
export function openAgain(dir: string, id: string): Database {
  try {
    // LMDB would make an empty one, whose offsets begin anew.
    if (!existsSync(join(dir, DATA_FILE))) throw new Error("its file is gone");
    const database = openDatabase(dir);
    if (readId(database) === id) return database;
    void database.close();
    throw new Error("its file is another log's");
  } catch (cause) {
    throw openingError(dir, cause);
  }
}

function openingError(dir: string, cause: unknown): RapportError {
  const reason = cause instanceof Error ? cause.message : String(cause);
  return new RapportError("unavailable", `The event log in ${dir} cannot be opened (${reason})`, { cause });
}

async function makeDataFile(dir: string): Promise<void> {
  const unborn = join(dir, "unborn");
  // What a start left that ended before the file had its name.
  await rm(unborn, { recursive: true, force: true });
  await mkdir(unborn, { recursive: true });
  const database = openDatabase(unborn);
  await readOrMakeId(database);
  await database.close();
  await rename(join(unborn, DATA_FILE), join(dir, DATA_FILE));
  await syncDirectories([dir]);
  await rm(unborn, { recursive: true });
}

function openDatabase(dir: string): Database {
  return open<Uint8Array, Uint8Array>({
    path: dir,
    noSubdir: false,
    encoding: "binary",
    keyEncoding: "binary",
    compression: false,
    // Windows gives a file the size of its map.
    ...(process.platform !== "win32" && { mapSize: MAP_BYTES }),
    // Plain LMDB commits: pages are synced before the root page shows them, so what can be read is durable and a
    // failed sync undoes the whole commit. Overlapping syncs measured no faster, since callers share commits anyway.
    overlappingSync: false,
    // Batches are made by the caller. The engine's own turn-wide batch carries a promise that nobody can hold: when a
    // commit fails, its rejection would end the process.
    eventTurnBatching: false,
  });
}

async function readOrMakeId(database: Database): Promise<string> {
  const stored = readId(database);
  if (stored !== undefined) return stored;
  const id = randomUUID();
  await database.put(ID_KEY, new TextEncoder().encode(id));
  return id;
}

function readId(database: Database): string | undefined {
  const stored = database.get(ID_KEY);
  return stored && new TextDecoder().decode(stored);
}

/** A synced file is still lost in a power cut when its name is not: LMDB syncs the file, this its place. */
async function syncDirectories(paths: readonly string[]): Promise<void> {
  if (process.platform === "win32") return; // A directory cannot be opened there; NTFS journals names by itself.
  for (const path of paths) {
    const directory = await openFile(path, "r");
    await directory.sync().finally(() => directory.close());
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
