import { cp, mkdir, mkdtemp, readdir, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RapportError } from "@rapport/contracts/errors";
import { createTestDatabase, readRows } from "@rapport/testkit/store/open-test-store";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { insertProject, listProjectRows } from "../queries/workspaces.ts";
import type { Store } from "./database.ts";
import type { StoreOptions } from "./open-store.ts";
import { openStore } from "./open-store.ts";

let root = "";
let templateDir = "";
let folders = 0;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), "rapport-store-"));
  templateDir = join(root, "template");
  await (await openStore({ dataDir: templateDir })).close();
});
afterAll(() => rm(root, { recursive: true }));

const opened: Store[] = [];
afterEach(async () => {
  for (const store of opened.splice(0)) await store.close();
});
const newDir = () => join(root, `data-${++folders}`);
async function open(options: StoreOptions): Promise<Store> {
  const store = await openStore(options);
  opened.push(store);
  return store;
}
const addProject = (store: Store, id: string) =>
  store.withTransaction((tx) => insertProject(tx, { workspaceId: `wsp_${id}`, id, slug: id, name: id }));
const projectIds = async (store: Store) => (await listProjectRows(store.db)).map(({ id }) => id);
const migrations = (store: Store) =>
  readRows(store, "select hash, applied_at::text from rapport_migrations order by hash");

describe("migrations", () => {
  test("are applied once: a second start changes nothing and keeps the data", async () => {
    const dataDir = newDir();
    const first = await open({ dataDir, templateDir });
    await addProject(first, "kept");
    const applied = await migrations(first);
    await first.close();
    const second = await open({ dataDir });
    expect(await migrations(second)).toEqual(applied);
    expect(applied.length).toBeGreaterThan(0);
    expect(await projectIds(second)).toEqual(["kept"]);
  });

  test("that fail leave the schema as it was", async () => {
    const dataDir = newDir();
    await (await open({ dataDir, templateDir })).close();
    const migrationsDir = join(root, "broken");
    await mkdir(join(migrationsDir, "meta"), { recursive: true });
    const entry = { idx: 0, version: "7", when: 1, tag: "broken", breakpoints: true };
    await writeFile(join(migrationsDir, "meta/_journal.json"), JSON.stringify({ entries: [entry] }));
    const statements = ["create table half_made (id int);", "create table nonsense (;"];
    await writeFile(join(migrationsDir, "broken.sql"), statements.join("\n--> statement-breakpoint\n"));
    await expect(openStore({ dataDir, migrationsDir })).rejects.toThrow();
    const store = await open({ dataDir });
    expect(await readRows(store, "select 1 from pg_tables where tablename = 'half_made'")).toHaveLength(0);
  });

  test.runIf(process.env.DATABASE_URL)("are applied once although many processes start together", async () => {
    const { url, remove } = await createTestDatabase(process.env.DATABASE_URL ?? "");
    const stores = await Promise.all(
      Array.from({ length: 5 }, () => openStore({ databaseUrl: url, exclusive: false })),
    );
    const [first] = stores;
    const applied = first ? await migrations(first) : [];
    for (const store of stores) await store.close();
    await remove();
    expect(new Set(applied.map(({ hash }) => hash)).size).toBe(applied.length);
    expect(applied.length).toBeGreaterThan(0);
  });
});

describe("a template", () => {
  test("stands in for making a database", async () => {
    const dataDir = newDir();
    const store = await open({ dataDir, templateDir });
    await addProject(store, "mine");
    expect(await projectIds(store)).toEqual(["mine"]);
    expect(await readdir(root)).not.toContain(`${dataDir.slice(root.length + 1)}.copying`);
  });

  test("whose copy was cut short is copied anew, and half a copy is never taken for a database", async () => {
    const dataDir = newDir();
    await mkdir(`${dataDir}.copying`);
    await cp(join(templateDir, "PG_VERSION"), join(`${dataDir}.copying`, "PG_VERSION"));
    await writeFile(join(`${dataDir}.copying`, "left-over"), "x");
    const store = await open({ dataDir, templateDir });
    expect(await projectIds(store)).toEqual([]);
    expect(await readdir(dataDir)).not.toContain("left-over");
  });

  test("never replaces a database that is there", async () => {
    const dataDir = newDir();
    const first = await open({ dataDir, templateDir });
    await addProject(first, "kept");
    await first.close();
    expect(await projectIds(await open({ dataDir, templateDir }))).toEqual(["kept"]);
  });
});

describe("the watchdog of the embedded engine", () => {
  // Long enough for what does answer, on a busy machine as well.
  const WATCHED_MS = 2_500;
  // A function that loops for ever in the engine's own thread; nothing but ending the thread stops it.
  const WEDGE = "do $$ begin loop end loop; end $$";
  const deep = `select '${"[".repeat(6_000)}${"]".repeat(6_000)}'::json`;
  const openWatched = () => open({ dataDir: newDir(), templateDir, statementTimeoutMs: WATCHED_MS });

  test("ends a statement that does not answer; the next one works and the data is there", async () => {
    const store = await openWatched();
    await addProject(store, "kept");
    const started = performance.now();
    await expect(readRows(store, WEDGE)).rejects.toMatchObject({ cause: { code: "unavailable", retryable: true } });
    expect(performance.now() - started).toBeGreaterThanOrEqual(WATCHED_MS - 20);
    expect(await projectIds(store)).toEqual(["kept"]);
    await addProject(store, "after");
    expect(await projectIds(store)).toEqual(["after", "kept"]);
  });

  test("names its error as Postgres does when a statement ran out of time", async () => {
    const store = await openWatched();
    await expect(readRows(store, WEDGE)).rejects.toMatchObject({ cause: { cause: { code: "57014" } } });
  });

  test("starts a thread again after one that could not open, and says why that one could not", async () => {
    const dataDir = newDir();
    const store = await open({ dataDir, templateDir, statementTimeoutMs: WATCHED_MS });
    await addProject(store, "kept");
    await expect(readRows(store, WEDGE)).rejects.toThrow();
    await rename(dataDir, `${dataDir}.away`);
    await writeFile(dataDir, "no folder");
    const failure: unknown = await store.withTransaction(async () => {}).catch((error: unknown) => error);
    expect(failure).toMatchObject({ code: "unavailable", message: expect.stringMatching(/opened: .*\w/) });
    expect(String(failure)).not.toContain("[object");
    await rm(dataDir);
    await rename(`${dataDir}.away`, dataDir);
    expect(await projectIds(store)).toEqual(["kept"]);
  });

  test("ends a sleeping statement too", async () => {
    const store = await openWatched();
    await addProject(store, "kept");
    await expect(readRows(store, "select pg_sleep(30)")).rejects.toThrow();
    expect(await projectIds(store)).toEqual(["kept"]);
  });

  test("a value nested too deep for the engine fails alone", async () => {
    const store = await openWatched();
    await addProject(store, "kept");
    await readRows(store, deep).catch(() => undefined);
    expect(await projectIds(store)).toEqual(["kept"]);
  });

  test("a transaction that wedges is lost as a whole: nothing of it goes on or is committed on the new thread", async () => {
    const store = await openWatched();
    const lost = store.withTransaction(async (tx) => {
      await insertProject(tx, { workspaceId: "wsp_1", id: "before", slug: "before", name: "" });
      await tx.execute(WEDGE).catch(() => undefined);
    });
    await expect(lost).rejects.toBeInstanceOf(RapportError);
    const continued = store.withTransaction(async (tx) => {
      await tx.execute(WEDGE).catch(() => undefined);
      await insertProject(tx, { workspaceId: "wsp_2", id: "later", slug: "later", name: "" });
    });
    await expect(continued).rejects.toThrow();
    expect(await projectIds(store)).toEqual([]);
  });

  test("what waits behind a wedged statement is served afterwards", async () => {
    const store = await openWatched();
    const wedged = readRows(store, WEDGE);
    const waiting = Array.from({ length: 5 }, (_, i) => addProject(store, `w${i}`));
    await expect(wedged).rejects.toThrow();
    await Promise.all(waiting);
    expect(await projectIds(store)).toHaveLength(5);
  });
});

describe.runIf(process.env.DATABASE_URL)("a database on a server", () => {
  let database: Awaited<ReturnType<typeof createTestDatabase>>;
  beforeAll(async () => {
    database = await createTestDatabase(process.env.DATABASE_URL ?? "");
  });
  afterAll(() => database.remove());
  const openServer = (options: StoreOptions = {}) => open({ databaseUrl: database.url, ...options });

  test("takes one server: a second one is refused and says why, what only reads is not", async () => {
    await openServer();
    const refused = [{}, { shared: true }].map((options) => openStore({ databaseUrl: database.url, ...options }));
    const reasons = (await Promise.allSettled(refused)).map(
      (outcome) => outcome.status === "rejected" && outcome.reason,
    );
    expect(reasons).toMatchObject([{ code: "unavailable" }, { code: "unavailable" }]);
    expect(reasons.map(String)).toEqual([
      expect.stringContaining("Another Rapport server uses"),
      expect.stringContaining("an event log of its own uses"),
    ]);
    expect(await projectIds(await openServer({ exclusive: false }))).toEqual([]);
  });

  test("takes any number of servers that share an event log, and none beside them that has its own", async () => {
    await Promise.all([openServer({ shared: true }), openServer({ shared: true })]);
    await expect(openStore({ databaseUrl: database.url })).rejects.toMatchObject({ code: "unavailable" });
  });

  test("tells those who listen, who hear also that they may have missed something", async () => {
    const [one, two] = await Promise.all([openServer({ shared: true }), openServer({ shared: true })]);
    const heard: string[] = [];
    let connected = 0;
    const stop = await two.listen?.(
      "test",
      (payload) => heard.push(payload),
      () => connected++,
    );
    await readRows(one, "select pg_notify('test', 'hello')");
    await expect.poll(() => heard).toEqual(["hello"]);
    await readRows(
      one,
      "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%' and datname = current_database()",
    );
    await expect.poll(() => connected, { timeout: 20_000 }).toBe(2);
    await stop?.();
  });

  test("opens again right after a clean stop, and while the connection of a killed server is still there", async () => {
    await (await openServer()).close();
    const killed = await openServer();
    const next = openServer();
    setTimeout(() => void killed.close(), 1_000);
    expect(await projectIds(await next)).toEqual([]);
  });

  test("takes its lock anew when the lock's connection was lost", async () => {
    const store = await openServer();
    // Answers when the session is gone: until then the lock that is counted below may be the one that is being lost.
    const ended =
      "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = 'rapport-lock' and datname = current_database()";
    const held =
      "select count(*)::int as n from pg_locks where locktype = 'advisory' and database = (select oid from pg_database where datname = current_database())";
    await readRows(store, ended);
    await expect.poll(async () => (await readRows(store, held))[0]?.n, { timeout: 20_000 }).toBe(1);
    await expect(openStore({ databaseUrl: database.url })).rejects.toMatchObject({ code: "unavailable" });
  });

  test("ends a statement that does not answer, as the embedded engine does", async () => {
    const store = await openServer({ statementTimeoutMs: 300 });
    await expect(readRows(store, "select pg_sleep(30)")).rejects.toMatchObject({ cause: { code: "57014" } });
    expect(await projectIds(store)).toEqual([]);
  });
});

test("a closed store refuses statements and does not open its directory again", async () => {
  const dataDir = newDir();
  const store = await openStore({ dataDir, templateDir });
  await store.close();
  await expect(projectIds(store)).rejects.toMatchObject({ cause: { code: "unavailable" } });
  await store.close();
  expect(await projectIds(await open({ dataDir }))).toEqual([]);
});
