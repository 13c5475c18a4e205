import { createHash, randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { PGlite } from "@electric-sql/pglite";
import { JobQueue } from "@rapport/domain/jobs/job-queue";
import { openStore } from "@rapport/store/client";

const SILENT = { info: () => {}, warn: () => {}, error: () => {} };
const ROOT = resolve(import.meta.dirname, "../../../..");
const MIGRATIONS = join(ROOT, "packages/store/migrations");
const CACHE = join(ROOT, ".cache/store-images");

/**
 * A migrated database with the tables of the job queue as a tar, made once for each state of the migrations: to open it takes a
 * fifth of the time of making it.
 */
export async function findStoreImage(): Promise<string> {
  const path = join(CACHE, `${await hashMigrations()}-slim.tar`);
  if (!existsSync(path)) await makeImage(path);
  return path;
}

/** Names a state of the migrations; with an engine of another version it is another one. */
export async function hashMigrations(): Promise<string> {
  const hash = createHash("sha256");
  hash.update(await readFile(new URL("../package.json", import.meta.resolve("@electric-sql/pglite"))));
  for (const name of (await readdir(MIGRATIONS)).toSorted()) {
    if (name.endsWith(".sql")) hash.update(name).update(await readFile(join(MIGRATIONS, name)));
  }
  return hash.digest("hex");
}

/** Files that run at once may each make one: whichever is ready last stays. */
async function makeImage(path: string): Promise<void> {
  const working = `${path}.${process.pid}`;
  await mkdir(CACHE, { recursive: true });
  const store = await openStore({ dataDir: working });
  const jobs = new JobQueue({ store, log: SILENT, now: Date.now, randomBytes });
  await jobs.open();
  await jobs.close();
  await store.close();
  const database = await PGlite.create({ dataDir: working });
  // Nobody makes a database of these, and without them a store opens in four fifths of the time.
  await database.exec("update pg_database set datistemplate = false");
  for (const name of ["template0", "template1"]) await database.exec(`drop database ${name}`);
  const image = await database.dumpDataDir("none");
  await database.close();
  await writeFile(`${working}.tar`, Buffer.from(await image.arrayBuffer()));
  await rename(`${working}.tar`, path);
  await rm(working, { recursive: true });
}
