import type { LogBatch } from "@rapport/contracts/log";
import { logBatch, loggedEvent } from "@rapport/testkit/factories/enriched-events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeLogBatch, encodeLogParts, writeEvent } from "./log-batch.ts";

const payloads = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));
const texts = fc.oneof(fc.string(), fc.string({ unit: "binary" }));
const parts = fc.array(fc.array(fc.record({ payload: payloads, name: texts }), { maxLength: 5 }), { maxLength: 4 });

const read = (value: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(value));

function encode(batch: LogBatch, events: LogBatch["events"][]): Uint8Array[] {
  const { events: _, ...facts } = batch;
  return encodeLogParts(
    facts,
    events.map((part) => part.map(writeEvent)),
  );
}

test("the log gives back each part of a batch as JSON does, and each payload's own text beside it", () => {
  fc.assert(
    fc.property(parts, texts, (sent, ip) => {
      const events = sent.map((part) => part.map((event) => loggedEvent(event)));
      const batch = logBatch("prj_1", [], { ip });
      const values = encode(batch, events);
      expect(values).toHaveLength(events.length);
      for (const [i, value] of values.entries()) {
        const withTexts = (events[i] ?? []).map((event) => ({ ...event, payloadJson: JSON.stringify(event.payload) }));
        expect(decodeLogBatch(value)).toEqual(JSON.parse(JSON.stringify({ ...batch, events: withTexts })));
        expect(read(value)).toMatchObject(JSON.parse(JSON.stringify({ ...batch, events: events[i] })));
      }
    }),
    { numRuns: 100 },
  );
});

test("a value of an earlier version, which has no sizes, is read as well", () => {
  const batch = logBatch("prj_1", [loggedEvent({ payload: { name: "]}é" } }), loggedEvent()], { charged: true });
  const value = new TextEncoder().encode(JSON.stringify(batch));
  expect(decodeLogBatch(value)).toEqual(JSON.parse(JSON.stringify(batch)));
});

test("an act on a person's data is on the log as what it is", () => {
  const privacy = { id: "prq_1", act: "erase", suppress: true, requestedBy: "key_1" } as const;
  const [value = new Uint8Array()] = encode(logBatch("prj_1", []), [[loggedEvent({ privacy })]]);
  expect(decodeLogBatch(value).events[0]?.privacy).toEqual(privacy);
});
