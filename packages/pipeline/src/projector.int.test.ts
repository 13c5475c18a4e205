import { recordEvents } from "@rapport/domain/events/record-events";
import type { EventLog } from "@rapport/ports/event-log";
import { openTestLog } from "@rapport/testkit/event-log/open-test-log";
import { logBatch, loggedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import type { TestStore } from "@rapport/testkit/store/failing-store";
import { failingStore } from "@rapport/testkit/store/failing-store";
import { openTestStore, readRows } from "@rapport/testkit/store/open-test-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { appendBatch } from "./append-batch.ts";
import type { ProjectorOptions } from "./projector.ts";
import { Projector } from "./projector.ts";
import type { Congestion } from "./step-rest.ts";

let store: TestStore;
let opened: Awaited<ReturnType<typeof openTestLog>>;
let log: EventLog;
beforeAll(async () => {
  store = await openTestStore();
  opened = await openTestLog();
  log = opened.log;
});
afterAll(async () => {
  await opened.remove();
  await store.close();
});

let projects = 0;
const newProject = () => `prj_${++projects}`;
const WAIT_MS = 20_000;

/** Starts a projector on a store and answers it with what it logged and announced. */
async function start(on = store, from = log, { onRecorded, restMs }: Partial<ProjectorOptions> = {}) {
  const { services, lines } = createTestServices(on);
  const announced: string[] = [];
  const missed: string[] = [];
  const projector = new Projector({
    services,
    log: from,
    maxRecords: 3,
    restMs,
    onRecorded: (recorded) => {
      announced.push(...recorded.map(({ event }) => event.messageId));
      onRecorded?.(recorded);
    },
    onMissed: (projectIds) => missed.push(...projectIds),
  });
  await projector.start();
  return { projector, lines, announced, missed };
}

const append = (projectId: string, events: Parameters<typeof logBatch>[1]) =>
  appendBatch(log, logBatch(projectId, events));

/** Stored rows, events counted in profiles, and metered usage of a project: the three must agree. */
async function countsOf(projectId: string) {
  const [row] = await readRows(
    store,
    `select (select count(*)::int from events where project_id = '${projectId}') as stored,
      (select coalesce(sum(event_count), 0)::int from profiles where project_id = '${projectId}' and merged_into is null) as folded,
      (select coalesce(sum(accepted), 0)::int from usage_daily where project_id = '${projectId}') as usage,
      (select count(*)::int from dead_letters where project_id = '${projectId}') as dead`,
  );
  return { ...row };
}
const agreed = (count: number, dead = 0) => ({ stored: count, folded: count, usage: count, dead });

test("everything is folded exactly once although the projector dies at any of its transactions, before or after the commit", async () => {
  for (const moment of ["before", "after"] as const) {
    for (let at = 1; at <= 6; at++) {
      const projectId = newProject();
      const events = Array.from({ length: 14 }, (_, i) => loggedEvent({ anonymousId: `d${i % 9}` }));
      for (const event of events) await append(projectId, [event]);
      // A client that got no answer sends the same again.
      const position = await append(projectId, events.slice(3, 9));
      const dying = failingStore(store, { from: at, code: "57P01", moment });
      const first = await start(dying.store);
      await dying.failed;
      await first.projector.stop(0);
      const second = await start();
      expect(await second.projector.waitFor(position, WAIT_MS)).toBe(true);
      await second.projector.stop(WAIT_MS);
      expect([moment, at, await countsOf(projectId)]).toEqual([moment, at, agreed(14)]);
    }
  }
});

test("an event that the database refuses becomes a dead letter; its neighbours are stored and the log goes on", async () => {
  const projectId = newProject();
  const { projector, lines } = await start();
  const good = Array.from({ length: 8 }, () => loggedEvent());
  const bad = loggedEvent({ messageId: "bad one", payload: { properties: { note: "a\0b" } } });
  await append(projectId, [...good.slice(0, 5), bad, ...good.slice(5)]);
  const position = await append(projectId, [loggedEvent()]);
  expect(await projector.waitFor(position, WAIT_MS)).toBe(true);
  await projector.stop(WAIT_MS);
  expect(await countsOf(projectId)).toEqual(agreed(9, 1));
  const letters = await readRows(store, `select * from dead_letters where project_id = '${projectId}'`);
  expect(letters).toMatchObject([{ message_id: "bad one", reason: expect.stringContaining("nicode") }]);
  const letter: unknown = JSON.parse(String(letters[0]?.event));
  expect(letter).toMatchObject({ payload: { properties: { note: "a\0b" } } });
  const made = ["payloadJson", "interactions", "speaksOfConsent", "key", "day", "shiftedCopies"];
  expect(Object.keys(Object(letter)).filter((name) => made.includes(name))).toEqual([]);
  expect(JSON.stringify(lines)).not.toContain("a\\u0000b");
});

test("bad ids and names are isolated too, several in one batch", async () => {
  const projectId = newProject();
  const { projector } = await start();
  const bad = [
    loggedEvent({ anonymousId: "d\0" }),
    loggedEvent({ name: "\ud800" }),
    loggedEvent({ messageId: "m\0" }),
    loggedEvent({ type: "identify", payload: { traits: { "\0": 1 } } }),
  ];
  const events = bad.flatMap((event) => [loggedEvent(), event]);
  const position = await append(projectId, [...events, loggedEvent()]);
  await projector.waitFor(position, WAIT_MS);
  await projector.stop(WAIT_MS);
  expect(await countsOf(projectId)).toEqual(agreed(5, 4));
});

test("a dead letter is kept once although isolating it is cut short and run again", async () => {
  const projectId = newProject();
  const bad = loggedEvent({ payload: { properties: { note: "\0" } } });
  const position = await append(projectId, [bad, loggedEvent(), loggedEvent(), loggedEvent()]);
  // 1 and 2: the whole, 3: the left half, 4: the bad one alone, 5: its neighbour, at which the connection is lost.
  const failing = failingStore(store, { from: 5, times: 1, code: "08006", moment: "before" });
  const { projector } = await start(failing.store);
  expect(await projector.waitFor(position, WAIT_MS)).toBe(true);
  await projector.stop(WAIT_MS);
  expect(await countsOf(projectId)).toEqual(agreed(3, 1));
});

test("events that are stored while a batch is taken apart are announced although the rest is cut short", async () => {
  const projectId = newProject();
  const good = [loggedEvent(), loggedEvent(), loggedEvent()];
  const bad = loggedEvent({ payload: { properties: { note: "\0" } } });
  const position = await append(projectId, [...good.slice(0, 2), bad, ...good.slice(2)]);
  // 1 and 2: the whole, 3: the good half, 4: the bad half, 5: the bad one alone, 6: its neighbour: stored, not answered.
  const failing = failingStore(store, { from: 6, times: 1, code: "08006", moment: "after" });
  const { projector, announced, missed } = await start(failing.store);
  expect(await projector.waitFor(position, WAIT_MS)).toBe(true);
  await projector.stop(WAIT_MS);
  expect(await countsOf(projectId)).toEqual(agreed(3, 1));
  expect(announced).toEqual(good.slice(0, 2).map(({ messageId }) => messageId));
  expect(missed).toEqual([projectId]);
});

test("an event whose statement never ends becomes a dead letter; one timeout alone is waited out", async () => {
  const [projectId, patient] = [newProject(), newProject()];
  // 1 and 2: the whole, twice, 3: the whole once more, 4: the first one alone; 5, its neighbour, is answered.
  const wedged = failingStore(store, { from: 1, times: 4, code: "57014", moment: "before" });
  const first = await start(wedged.store);
  const position = await append(projectId, [loggedEvent({ messageId: "endless" }), loggedEvent()]);
  expect(await first.projector.waitFor(position, WAIT_MS)).toBe(true);
  await first.projector.stop(WAIT_MS);
  expect(await countsOf(projectId)).toEqual(agreed(1, 1));
  const slow = failingStore(store, { from: 1, times: 1, code: "57014", moment: "before" });
  const second = await start(slow.store);
  await second.projector.waitFor(await append(patient, [loggedEvent()]), WAIT_MS);
  await second.projector.stop(WAIT_MS);
  expect(await countsOf(patient)).toEqual(agreed(1));
});

test("a database that is away for a while delays events and loses none", async () => {
  const projectId = newProject();
  const failing = failingStore(store, { from: 1, times: 3, code: "ECONNREFUSED", moment: "before" });
  const { projector, lines, announced } = await start(failing.store);
  const event = loggedEvent();
  const position = await append(projectId, [event]);
  expect(await projector.waitFor(position, WAIT_MS)).toBe(true);
  await projector.stop(WAIT_MS);
  expect(await countsOf(projectId)).toEqual(agreed(1));
  expect(announced).toEqual([event.messageId]);
  expect(lines.map(({ fields }) => fields.failure)).toEqual(["transient", "transient", "transient"]);
});

test("a commit whose answer is lost is not applied again, and whoever waits for it is told", async () => {
  const projectId = newProject();
  const failing = failingStore(store, { from: 1, times: 1, code: "08006", moment: "after" });
  const { projector, announced, missed } = await start(failing.store);
  const position = await append(projectId, [loggedEvent()]);
  expect(await projector.waitFor(position, WAIT_MS)).toBe(true);
  await projector.stop(WAIT_MS);
  expect(await countsOf(projectId)).toEqual(agreed(1));
  expect([announced, missed]).toEqual([[], [projectId]]);
});

test("a listener that throws stops neither the projector nor those who wait", async () => {
  const projectId = newProject();
  const { projector, lines } = await start(store, log, {
    onRecorded: () => {
      throw new RangeError("a listener's own fault");
    },
  });
  for (let i = 0; i < 3; i++) {
    const position = await append(projectId, [loggedEvent()]);
    expect(await projector.waitFor(position, WAIT_MS)).toBe(true);
  }
  await projector.stop(WAIT_MS);
  expect(await countsOf(projectId)).toEqual(agreed(3));
  expect(lines.map(({ level }) => level)).toEqual(["error", "error", "error"]);
});

test("two projectors on one log fold everything once between them", async () => {
  const projectId = newProject();
  const [one, two] = [await start(), await start()];
  let position = await append(projectId, [loggedEvent()]);
  for (let i = 0; i < 40; i++) position = await append(projectId, [loggedEvent({ anonymousId: `d${i % 5}` })]);
  expect(await one.projector.waitFor(position, WAIT_MS)).toBe(true);
  await one.projector.stop(WAIT_MS);
  await two.projector.stop(WAIT_MS);
  expect(await countsOf(projectId)).toEqual(agreed(41));
});

test("a log that cannot be read for a moment is read again", async () => {
  const projectId = newProject();
  let failures = 0;
  const stumbling: EventLog = {
    ...wrapLog(),
    read: (...from) => (failures++ === 0 ? Promise.reject(new Error("I/O")) : log.read(...from)),
  };
  const { projector, lines } = await start(store, stumbling);
  const position = await append(projectId, [loggedEvent()]);
  expect(await projector.waitFor(position, WAIT_MS)).toBe(true);
  await projector.stop(WAIT_MS);
  expect(await countsOf(projectId)).toEqual(agreed(1));
  expect(lines).toMatchObject([{ level: "error", fields: { error: "Error: I/O" } }]);
});

test("waiting ends at once for what is folded, when it is folded, or when the time is over", async () => {
  const projectId = newProject();
  const { projector } = await start();
  const position = await append(projectId, [loggedEvent()]);
  expect(await projector.waitFor(position, WAIT_MS)).toBe(true);
  expect(await projector.waitFor(position, 0)).toBe(true);
  expect(await projector.waitFor(new Map(), 0)).toBe(true);
  const [[partition = 0, offset = 0] = []] = [...position];
  const started = performance.now();
  expect(await projector.waitFor(new Map([[partition, offset + 1]]), 50)).toBe(false);
  expect(performance.now() - started).toBeGreaterThanOrEqual(45);
  await projector.stop(WAIT_MS);
});

test("whoever waits for an event ends the rest after a small transaction", async () => {
  const projectId = newProject();
  const { projector } = await start(store, log, { restMs: { single: 3_600_000, stream: 3_600_000, dense: 3_600_000 } });
  for (let i = 1; i <= 5; i++) {
    expect(await projector.waitFor(await append(projectId, [loggedEvent()]), WAIT_MS)).toBe(true);
    expect(await countsOf(projectId)).toEqual(agreed(i));
  }
  // So does the end.
  await append(projectId, [loggedEvent()]);
  await projector.stop(WAIT_MS);
  expect(await countsOf(projectId)).toEqual(agreed(6));
});

/** Folds twelve values of one person and tells of each step, with when it ended. */
async function stepsIn(congestion: Congestion, { ageMs = 0 } = {}) {
  const projectId = newProject();
  const { services } = createTestServices(store);
  const steps: { seconds: number; events: number; endedMs: number }[] = [];
  let passedMs = 0;
  const projector = new Projector({
    services: { ...services, now: () => Date.now() + passedMs },
    log,
    maxRecords: 4,
    onRecorded: () => {},
    onStep: ({ seconds, events }) => {
      passedMs = ageMs;
      steps.push({ seconds, events, endedMs: performance.now() });
    },
    congestion: () => congestion,
  });
  let position = await append(projectId, [loggedEvent({ anonymousId: "d" })]);
  for (let i = 1; i < 12; i++) position = await append(projectId, [loggedEvent({ anonymousId: "d" })]);
  await projector.start();
  expect(await projector.waitFor(position, WAIT_MS)).toBe(true);
  await projector.stop(WAIT_MS);
  expect(await countsOf(projectId)).toEqual(agreed(12));
  return steps;
}

test("in congestion a transaction takes a quarter of what it takes else, until what waits is half a minute old", async () => {
  const eventsOf = async (...given: Parameters<typeof stepsIn>) =>
    (await stepsIn(...given)).map(({ events }) => events);
  expect(await eventsOf("none")).toEqual([4, 4, 4]);
  expect(await eventsOf("recent")).toEqual(Array.from({ length: 12 }, () => 1));
  expect(await eventsOf("recent", { ageMs: 60_000 })).toEqual([1, 4, 4, 3]);
});

test("while answers wait the fold rests for three times what a transaction took", async () => {
  const steps = await stepsIn("now");
  expect(steps).toHaveLength(12);
  for (const [i, { seconds, endedMs }] of steps.slice(0, -1).entries()) {
    expect((steps[i + 1]?.endedMs ?? 0) - endedMs).toBeGreaterThan(3_000 * seconds);
  }
});

test("stopping folds first what is durable", async () => {
  const projectId = newProject();
  const { projector } = await start();
  for (let i = 0; i < 30; i++) await append(projectId, [loggedEvent({ anonymousId: `d${i}` })]);
  await projector.stop(WAIT_MS);
  expect(projector.lag()).toBe(0);
  expect(await countsOf(projectId)).toEqual(agreed(30));
});

function wrapLog(): EventLog {
  return {
    id: log.id,
    durability: log.durability,
    append: (entries) => log.append(entries),
    read: (...from) => log.read(...from),
    starts: () => log.starts(),
    ends: () => log.ends(),
    trim: (...before) => log.trim(...before),
    onAppend: (listener) => log.onAppend(listener),
    close: () => log.close(),
  };
}

test("a new store beside a trimmed log begins at the first value that the log holds, and stays there after a restart", async () => {
  const own = await openTestLog();
  const projectId = newProject();
  const event = () => loggedEvent({ anonymousId: "one-device" });
  const [partition = 0] = (await appendBatch(own.log, logBatch(projectId, [event()]))).keys();
  const position = await appendBatch(own.log, logBatch(projectId, [event()]));
  await own.log.trim(partition, 1);
  for (const run of ["first", "second"]) {
    const { projector, lines } = await start(store, own.log);
    expect(await projector.waitFor(position, WAIT_MS)).toBe(true);
    expect([run, projector.lag(), await countsOf(projectId)]).toEqual([run, 0, agreed(1)]);
    expect(lines.some(({ fields }) => fields.values === 1)).toBe(run === "first");
    await projector.stop(WAIT_MS);
  }
  // Everything forgotten, and a store that stands before all of it: nothing is left to wait for.
  await appendBatch(own.log, logBatch(projectId, [event()]));
  await own.log.trim(partition, 3);
  const { projector } = await start(store, own.log);
  expect(projector.lag()).toBe(0);
  await projector.stop(0);
  await own.remove();
});

test("a store that has folded more than the log ever held is refused, and says what to do", async () => {
  const own = await openTestLog();
  const steps = [{ partition: 5, from: 0, to: 3 }];
  await recordEvents(createTestServices(store).services, { logId: own.log.id, steps, events: [] });
  await expect(start(store, own.log)).rejects.toThrow(/partition 5 .* up to 3, but the log ends at 0.*move the folder/);
  await own.remove();
});

test("offsets that the log skipped do not hold up the projector, and count as nothing that lags", async () => {
  const project = newProject();
  const skipped = 2 ** 30;
  const gappy: EventLog = {
    id: "log_with_a_gap",
    durability: log.durability,
    append: (entries) => log.append(entries),
    read: (...range) => log.read(...range),
    starts: () => log.starts(),
    ends: () => log.ends().map((end) => end + skipped),
    trim: (partition, before) => log.trim(partition, before),
    onAppend: (listener) => log.onAppend(listener),
    close: () => log.close(),
  };
  const end = gappy.ends();
  await append(project, [loggedEvent({ messageId: "before the gap", anonymousId: "a1" })]);
  const { projector } = await start(store, gappy);
  expect(await projector.waitFor(new Map(end.map((offset, partition) => [partition, offset - 1])), WAIT_MS)).toBe(true);
  expect(projector.lag()).toBe(0);
  await projector.stop(WAIT_MS);
  expect(await countsOf(project)).toEqual({ stored: 1, folded: 1, usage: 1, dead: 0 });
});
