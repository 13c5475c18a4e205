import { cpus, loadavg } from "node:os";
import { parseArgs } from "node:util";
import { PERSONAL_TABLES } from "@rapport/domain/privacy/personal-tables";
import type { TestServer } from "../server/compose-test-server.ts";
import { composeTestServer, steadyRoom } from "../server/compose-test-server.ts";
import { readRows } from "../store/open-test-store.ts";

const HELP = `npm run bench:erase -- [--people 5000] [--events 20] [--erase 1000] [--connections 16] [--seed 7] [--json]

How long it takes to erase people over HTTP, one request each, until every row of theirs is gone, beside the floor of the same
store and run: a plain loop of DELETEs over the tables with a profile's id, written by hand, for as many others. DATABASE_URL puts
the store on that Postgres server.`;

const { values } = parseArgs({
  options: {
    people: { type: "string", default: "5000" },
    events: { type: "string", default: "20" },
    erase: { type: "string", default: "1000" },
    connections: { type: "string", default: "16" },
    seed: { type: "string", default: "7" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const [people, events, erased, seed] = [values.people, values.events, values.erase, values.seed].map(Number) as [
  number,
  number,
  number,
  number,
]; // as: four texts make four numbers
const BATCH = 500;
const databaseUrl = process.env.DATABASE_URL || undefined;
const server = await composeTestServer({ ...steadyRoom(), ...(databaseUrl === undefined ? {} : { databaseUrl }) });
try {
  await seedPeople(server);
  const ours = await timed(() => eraseByRequests(server));
  const left = await countLeft(server, 0);
  const floor = await timed(() => deleteByHand(server));
  const figures = {
    store: databaseUrl === undefined ? "pglite" : "postgres",
    people,
    eventsEach: events,
    erased,
    rowsLeft: left,
    ...{ eraseSeconds: ours.seconds, eraseCpuSeconds: ours.cpuSeconds },
    ...{ floorSeconds: floor.seconds, floorCpuSeconds: floor.cpuSeconds },
    load: Math.round((loadavg()[0] ?? 0) * 10) / 10,
    cores: cpus().length,
  };
  console.log(values.json ? JSON.stringify(figures) : figures);
} finally {
  await server.close();
}

/** Somebody by their number; the first are erased by requests, the next by hand. */
function nameOf(n: number): string {
  return `person-${seed}-${n}`;
}

async function seedPeople({ send, settle }: TestServer): Promise<void> {
  const all = Array.from({ length: people * events }, (_, i) => toMessage(i));
  for (let i = 0; i < all.length; i += BATCH) {
    const answer = await send(all.slice(i, i + BATCH));
    const { offset } = Object(await answer.json());
    if (answer.status !== 200) throw new Error(`The server answered ${answer.status}`);
    if (i % (2 * BATCH) === 0 || i + BATCH >= all.length) await settle(String(offset));
  }
}

function toMessage(i: number) {
  const [n, k] = [i % people, Math.floor(i / people)];
  const who = { userId: nameOf(n), anonymousId: `device-${seed}-${n}` };
  if (k === 0) return { type: "identify", ...who, traits: { email: `${nameOf(n)}@example.com`, plan: "pro" } };
  return { type: "track", ...who, event: "Product Viewed", properties: { product_id: `item-${(n * 7 + k) % 500}` } };
}

async function eraseByRequests({ ask, secretKey: key }: TestServer): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let n = next++; n < erased; n = next++) {
      const body = { userId: nameOf(n) };
      let state = "";
      for (let path = "/api/v1/privacy/erase"; state !== "done"; ) {
        const answer = await ask(path, { key, ...(path.endsWith("erase") ? { body } : {}) });
        const request = Object(await answer.json());
        if (answer.status !== 200) throw new Error(`The server answered ${answer.status}`);
        state = String(request.state);
        path = `/api/v1/privacy/requests/${request.id}`;
      }
    }
  };
  await Promise.all(Array.from({ length: Number(values.connections) }, work));
}

/** What somebody would write who knows the tables: no transaction, no ledger, no texts, no vectors. */
async function deleteByHand({ composition, projectId }: TestServer): Promise<void> {
  const { store } = composition().services;
  const project = `project_id = '${projectId}'`;
  for (let n = erased; n < 2 * erased; n++) {
    const found = await readRows(
      store,
      `select profile_id from identities where ${project} and kind = 'user' and value = '${nameOf(n)}'`,
    );
    const id = String(found[0]?.profile_id);
    for (const [table, way] of Object.entries(PERSONAL_TABLES)) {
      if (!("profiles" in way)) continue;
      for (const column of way.profiles)
        await readRows(store, `delete from ${table} where ${project} and ${column} = '${id}'`);
    }
    await readRows(store, `delete from identities where ${project} and profile_id = '${id}'`);
    await readRows(store, `delete from profiles where ${project} and id = '${id}'`);
  }
}

async function countLeft({ composition, projectId }: TestServer, from: number): Promise<number> {
  const names = Array.from({ length: erased }, (_, i) => `'${nameOf(from + i)}'`).join(", ");
  let left = 0;
  for (const [table, column] of [
    ["events", "user_id"],
    ["identities", "value"],
    ["profiles", "user_id"],
  ]) {
    const rows = await readRows(
      composition().services.store,
      `select count(*) as n from ${table} where project_id = '${projectId}' and ${column} in (${names})`,
    );
    left += Number(rows[0]?.n);
  }
  return left;
}

async function timed(work: () => Promise<void>): Promise<{ seconds: number; cpuSeconds: number }> {
  const [startMs, before] = [performance.now(), process.cpuUsage()];
  await work();
  const { user, system } = process.cpuUsage(before);
  const round = (value: number) => Math.round(value * 100) / 100;
  return { seconds: round((performance.now() - startMs) / 1_000), cpuSeconds: round((user + system) / 1e6) };
}
