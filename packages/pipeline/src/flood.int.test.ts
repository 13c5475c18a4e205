import { OVERFLOW_PARTITION, PARTITION_COUNT } from "@rapport/contracts/log";
import { openTestLog } from "@rapport/testkit/event-log/open-test-log";
import { logBatch, loggedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import type { TestStore } from "@rapport/testkit/store/failing-store";
import { openTestStore } from "@rapport/testkit/store/open-test-store";
import { afterAll, beforeAll, expect, test } from "vitest";
import { appendBatch } from "./append-batch.ts";
import { HotPersons } from "./hot-persons.ts";
import { personHash, personPartition } from "./person-partition.ts";
import { Projector } from "./projector.ts";

const ROBOT = "robot";
const WAIT_MS = 60_000;
let store: TestStore;
beforeAll(async () => {
  store = await openTestStore();
});
afterAll(() => store.close());

let projects = 0;
/** A device of a project that is on this partition. */
function deviceOn(projectId: string, partition: number): string {
  for (let i = 0; ; i++) {
    const anonymousId = `device-${i}`;
    if (personPartition(personHash(projectId, { anonymousId, userId: undefined })) === partition) return anonymousId;
  }
}

/**
 * One device sends `values` requests of 20 events; in the middle of their folding an ordinary person sends one event.
 * Answers how many transactions and how long it took until that one was folded.
 */
async function waitBeside(
  values: number,
  { lane, partition }: { lane: boolean; partition: (robot: number) => number },
) {
  const { log, remove } = await openTestLog();
  const projectId = `prj_${++projects}`;
  const hot = lane ? new HotPersons(() => 0) : undefined;
  const flood = () =>
    logBatch(
      projectId,
      Array.from({ length: 20 }, () => loggedEvent({ anonymousId: ROBOT })),
    );
  let last = new Map<number, number>() as Awaited<ReturnType<typeof appendBatch>>; // as: what the loop below gives it
  for (let i = 0; i < values; i++) last = await appendBatch(log, flood(), hot && { hot });
  let transactions = 0;
  const begun = Promise.withResolvers<void>();
  const counting: TestStore = {
    ...store,
    withTransaction: (work) => {
      if (++transactions === 3) begun.resolve();
      return store.withTransaction(work);
    },
  };
  const projector = new Projector({
    services: createTestServices(counting).services,
    log,
    maxRecords: 20,
    onRecorded: () => {},
  });
  await projector.start();
  await begun.promise;
  const robot = personPartition(personHash(projectId, { anonymousId: ROBOT, userId: undefined }));
  const person = loggedEvent({ anonymousId: deviceOn(projectId, partition(robot)) });
  const position = await appendBatch(log, logBatch(projectId, [person]), hot && { hot });
  const [before, sentMs] = [transactions, performance.now()];
  const folded = await projector.waitFor(position, WAIT_MS);
  const outcome = {
    folded,
    transactions: transactions - before,
    ms: performance.now() - sentMs,
    lane: last.keys().next().value,
  };
  await projector.stop(0);
  await remove();
  return outcome;
}

test("a flood on one partition delays those on every other one by two transactions at most", async () => {
  // The one after it in turn would be reached last; another stands for the rest.
  for (const distance of [1, 31]) {
    const partition = (robot: number) => ((robot + distance) % PARTITION_COUNT) % OVERFLOW_PARTITION;
    const { folded, transactions } = await waitBeside(120, { lane: false, partition });
    expect([distance, folded]).toEqual([distance, true]);
    expect(transactions).toBeLessThanOrEqual(2);
  }
});

test("a person who shares the partition of a robot does not wait behind it: the robot has a lane of its own", async () => {
  const without = await waitBeside(300, { lane: false, partition: (robot) => robot });
  const beside = await waitBeside(300, { lane: true, partition: (robot) => robot });
  console.log(
    `one event behind ${300 * 20} of a robot: ${without.transactions} transactions, ${Math.round(without.ms)} ms; ` +
      `with the overflow lane ${beside.transactions} transactions, ${Math.round(beside.ms)} ms`,
  );
  expect([without.folded, beside.folded, beside.lane]).toEqual([true, true, OVERFLOW_PARTITION]);
  expect(without.transactions).toBeGreaterThan(10);
  // What the robot sent before it was found to be one, 1,000 events, is 50 values on the shared partition.
  expect(beside.transactions).toBeLessThanOrEqual(5);
});
