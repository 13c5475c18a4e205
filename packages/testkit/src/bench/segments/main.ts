/**
 * What segments cost: previews, the delay from an event to the membership, working through a new rule, memory. Run with
 *   npm run bench:segments -- --people 100000 --events 50 --database postgres://…
 * `--people 10000,100000,1000000` is the curve of costs: each number in a process and a database of its own.
 */
import { spawnSync } from "node:child_process";
import { parseArgs } from "node:util";
import type { Context } from "@rapport/domain/context";
import { recordEvents } from "@rapport/domain/events/record-events";
import { listUserSegments } from "@rapport/domain/segments/list-members";
import { previewSegment } from "@rapport/domain/segments/preview-segment";
import { createSegment } from "@rapport/domain/segments/put-segment";
import { workThroughSegment } from "@rapport/domain/segments/work-through";
import { openStore } from "@rapport/store/client";
import { enrichedEvent } from "../../factories/enriched-events.ts";
import { createTestServices } from "../../store/create-test-services.ts";
import { createTestDatabase, openTestStore } from "../../store/open-test-store.ts";
import { benchRule, RULES } from "./bench-rules.ts";
import { loadPeople } from "./load-people.ts";

/** Segments that are there while events are folded. */
const SEGMENTS = 50;
const EVENTS = 200;
/** Pages of 500 people that a new rule is timed over. */
const PAGES = 20;

/** A statement that makes a million rows takes as long as the machine is busy. */
const LOADING_MS = 1_800_000;

const { values } = parseArgs({
  options: {
    people: { type: "string", default: "10000" },
    /** Of each person. */
    events: { type: "string", default: "50" },
    looks: { type: "string", default: "20" },
    /** A Postgres server; the embedded engine when absent. */
    database: { type: "string" },
  },
});
if (values.people.includes(",")) process.exit(measureEach(values.people.split(",")));
const [people, eventsPerPerson] = [Number(values.people), Number(values.events)];
const nowMs = Date.UTC(2026, 0, 31, 12);
const database = values.database === undefined ? undefined : await createTestDatabase(values.database);
const store = database
  ? await openStore({ databaseUrl: database.url, exclusive: false, statementTimeoutMs: LOADING_MS })
  : await openTestStore();
const { services, clock } = createTestServices(store, nowMs);
const ctx: Context = { ...services, projectId: "prj_bench", actor: { kind: "system" } };
try {
  await measureAll();
} finally {
  await store.close();
  await database?.remove();
}

/** Answers the status of the first that fails. */
function measureEach(numbers: readonly string[]): number {
  const rest = process.argv.slice(2).filter((argument, i, all) => ![argument, all[i - 1]].includes("--people"));
  for (const number of numbers) {
    const [script = ""] = process.argv.slice(1);
    const { status } = spawnSync(process.execPath, [script, "--people", number, ...rest], { stdio: "inherit" });
    if (status !== 0) return status ?? 1;
  }
  return 0;
}

async function measureAll(): Promise<void> {
  const loadedMs = await time(() => loadPeople(store, { projectId: ctx.projectId, people, eventsPerPerson, nowMs }));
  console.log(`${store.engine}: ${people} people, ${people * eventsPerPerson} events, made in ${seconds(loadedMs)} s`);
  console.table(await measurePreviews());
  const bare = await measureFolds("bare", false);
  const before = process.memoryUsage().rss;
  for (let i = 0; i < SEGMENTS; i++) {
    await createSegment(ctx, { name: `Segment ${i}`, description: "", text: benchRule(i) });
  }
  await createSegment(ctx, { name: "Marked", description: "", text: 'did "Order Completed" where marked = true' });
  console.log("from an event to the membership, ms (one event a transaction):");
  console.table({
    "no segment": bare,
    [`${SEGMENTS} segments, person not known to them`]: await measureFolds("first", true),
    [`${SEGMENTS} segments, person known`]: await measureFolds("first", true),
  });
  const started = performance.now();
  let pages = 0;
  while (pages < PAGES && (await workThroughSegment(ctx))) pages++;
  console.log(`working through a new rule: ${Math.round((pages * 500_000) / (performance.now() - started))} people/s`);
  const grown = (process.memoryUsage().rss - before) / 2 ** 20;
  console.log(
    `memory of the process: ${Math.round(process.memoryUsage().rss / 2 ** 20)} MB, ${Math.round(grown)} more`,
  );
}

async function measurePreviews() {
  const rows = [];
  for (const text of RULES) {
    const took: number[] = [];
    let found = { count: 0, exact: false };
    for (let i = 0; i < Number(values.looks); i++) {
      took.push(
        await time(async () => {
          found = await previewSegment(ctx, { text });
        }),
      );
    }
    rows.push({ rule: text.slice(0, 64), count: found.count, exact: found.exact, ...spread(took) });
  }
  return rows;
}

/** One event after the other, each by a person of its own; the same people for each `round`. */
async function measureFolds(round: string, expected: boolean) {
  const took: number[] = [];
  for (let i = 0; i < EVENTS; i++) {
    clock.nowMs += 1_000;
    const event = enrichedEvent({
      projectId: ctx.projectId,
      name: "Order Completed",
      userId: `${round}-${i}`,
      anonymousId: undefined,
      timestampMs: clock.nowMs,
      receivedAtMs: clock.nowMs,
      payload: { properties: { total: i, marked: true } },
    });
    took.push(await time(() => recordEvents(services, { logId: "bench", steps: [], events: [event] })));
    const { data } = await listUserSegments(ctx, { id: `${round}-${i}` });
    if (data.some(({ name }) => name === "Marked") !== expected) throw new Error("The membership is not there");
  }
  return spread(took);
}

function spread(took: readonly number[]) {
  const sorted = took.toSorted((a, b) => a - b);
  const at = (share: number) => Math.round((sorted[Math.floor(share * (sorted.length - 1))] ?? 0) * 10) / 10;
  return { p50Ms: at(0.5), p95Ms: at(0.95) };
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const startedMs = performance.now();
  await work();
  return performance.now() - startedMs;
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000);
}
