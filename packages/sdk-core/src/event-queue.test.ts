import fc from "fast-check";
import { expect, test } from "vitest";
import type { QueueEntry } from "./event-queue.ts";
import { EventQueue } from "./event-queue.ts";

type Step = { kind: "add" | "take" | "putBack" | "release"; bytes: number };

const step = fc.record<Step>({
  kind: fc.constantFrom("add", "add", "add", "take", "putBack", "release"),
  bytes: fc.integer({ min: 1, max: 40 }),
});

test("no course of events loses an entry, doubles one, or breaks a bound", () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 60, maxLength: 200 }),
      fc.constantFrom("drop-oldest", "drop-newest"),
      (steps, overflow) => {
        const queue = new EventQueue({ queueEvents: 8, queueBytes: 200, overflow });
        const flying: QueueEntry[][] = [];
        const gone: QueueEntry[] = [];
        let added = 0;
        for (const { kind, bytes } of steps) {
          if (kind === "add") gone.push(...queue.add({ id: String(added++), text: "", bytes }));
          else if (kind === "take") flying.push(queue.take(4, 100));
          const batch = kind === "putBack" || kind === "release" ? flying.shift() : undefined;
          if (batch && kind === "putBack") queue.putBack(batch);
          if (batch && kind === "release") {
            queue.release(batch);
            gone.push(...batch);
          }
          const held = queue.held();
          const waitingBytes = held.filter((entry) => !flying.flat().includes(entry)).map((entry) => entry.bytes);
          expect(queue.heldEvents).toBe(held.length);
          expect(queue.waitingBytes).toBe(waitingBytes.reduce((sum, one) => sum + one, 0));
          expect(held.length).toBeLessThanOrEqual(8);
          expect(held.reduce((sum, entry) => sum + entry.bytes, 0)).toBeLessThanOrEqual(200);
          expect([...held, ...gone].map((entry) => Number(entry.id)).sort((a, b) => a - b)).toEqual([
            ...Array(added).keys(),
          ]);
        }
      },
    ),
  );
});

test("many entries pass in order", () => {
  const queue = new EventQueue({ queueEvents: 10_000, queueBytes: 1e9, overflow: "drop-oldest" });
  for (let index = 0; index < 10_000; index++) queue.add({ id: String(index), text: "", bytes: 1 });
  const seen: string[] = [];
  while (queue.waitingEvents > 0) {
    const batch = queue.take(300, 1e9);
    seen.push(...batch.map((entry) => entry.id));
    queue.release(batch);
  }
  expect(seen).toEqual(Array.from({ length: 10_000 }, (_, index) => String(index)));
});
