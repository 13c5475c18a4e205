import type { Store } from "@rapport/store/database";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { holdingStore } from "@rapport/testkit/store/holding-store";
import { findWords } from "@rapport/testkit/store/made-up-rows";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { afterEach, expect, test } from "vitest";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { recordEvents } from "../events/record-events.ts";
import { finishErasures } from "./finish-erasures.ts";

const LOOK_MS = 20;
let projects = 0;

describeOnBothEngines("several servers that fold while a person is erased", ({ store, openAgain }) => {
  const opened: Store[] = [];
  afterEach(async () => {
    for (const other of opened.splice(0)) await other.close();
  });

  /** Each server folds a partition of its own. */
  const record = (on: Store, projectId: string, partition: number, event: Partial<EnrichedEvent>) =>
    recordEvents(createTestServices(on).services, {
      logId: projectId,
      steps: [{ partition, from: 0, to: 1 }],
      events: [enrichedEvent({ anonymousId: undefined, ...event, projectId })],
    });

  /** Runs `first` up to its commit and begins `second`, which waits; answers what each stored. */
  async function interleave(projectId: string, first: Partial<EnrichedEvent>, second: Partial<EnrichedEvent>) {
    const other = (await openAgain?.()) ?? store();
    opened.push(other);
    const holding = holdingStore(store());
    const recording = record(holding.store, projectId, 0, first);
    await holding.worked;
    const late = record(other, projectId, 1, second);
    await untilFoldsWait();
    holding.commit();
    const stored = [await recording, await late].map((recorded) => recorded.length);
    await finishErasures(createTestServices(store()).services);
    return stored;
  }

  async function untilFoldsWait(): Promise<void> {
    for (;;) {
      const waiting = await readRows(
        store(),
        `select 1 from pg_locks where locktype = 'advisory' and not granted
          and database = (select oid from pg_database where datname = current_database())`,
      );
      if (waiting.length > 0) return;
      await new Promise((resolve) => setTimeout(resolve, LOOK_MS));
    }
  }

  const userId = "canary44-ada";
  const erasing = (id: string) => ({
    userId,
    privacy: { id, act: "erase", suppress: false, requestedBy: "system" } as const,
  });

  test.skipIf(!openAgain)(
    "what another one is just storing is stored before the erasure, and goes with it",
    async () => {
      const projectId = `prj_beside${++projects}`;
      expect(await interleave(projectId, { userId }, erasing("prq_beside1"))).toEqual([1, 0]);
      expect(await findWords(store(), "canary44")).toEqual({});
    },
  );

  test.skipIf(!openAgain)(
    "what another one reads meanwhile is folded after it, and left out as of before it",
    async () => {
      const projectId = `prj_beside${++projects}`;
      expect(await interleave(projectId, erasing("prq_beside2"), { userId })).toEqual([0, 0]);
      expect(await findWords(store(), "canary44")).toEqual({});
    },
  );
});
