import fc from "fast-check";
import { expect, test } from "vitest";
import type { QueueEntry } from "./event-queue.ts";
import { EventQueue } from "./event-queue.ts";

type Step = { kind: "add" | "take" | "putBack" | "release"; text: string };

const step = fc.record<Step>({
  kind: fc.constantFrom("add", "add", "add", "take", "putBack", "release"),
  // One, two, three and four bytes of UTF-8, and half a character, which takes three.
  text: fc.string({ unit: fc.constantFrom("x", "é", "漢", "😀", "\ud83d"), minLength: 1, maxLength: 20 }),
});

test("no course of events loses an entry, doubles one, or breaks a bound", { timeout: 60_000 }, () => {
  fc.assert(
    fc.property(
      fc.array(step, { minLength: 60, maxLength: 200 }),
      fc.constantFrom("drop-oldest", "drop-newest"),
      (steps, overflow) => {
        const queue = new EventQueue({ queueEvents: 8, queueBytes: 200, overflow });
        const flying: QueueEntry[][] = [];
        const gone: QueueEntry[] = [];
        let added = 0;
        for (const { kind, text } of steps) {
          if (kind === "add") gone.push(...queue.add({ id: String(added++), text, bytes: Buffer.byteLength(text) }));
          else if (kind === "take") {
            const batch = queue.take(4, 100);
            expect(batch.length < 2 || Buffer.byteLength(batch.map((entry) => entry.text).join()) <= 100).toBe(true);
            flying.push(batch);
          }
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
          const heldBytes = held.reduce((sum, entry) => sum + Buffer.byteLength(entry.text), 0);
          expect(heldBytes).toBeLessThanOrEqual(200);
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
