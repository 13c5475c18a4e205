import { logBatch, loggedEvent } from "@rapport/testkit/factories/enriched-events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeLogBatch, encodeLogBatch, withPayloadJson } from "./log-batch.ts";

const payloads = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));

test("what the log gives back is what JSON gives back, whether or not the payloads were written before", () => {
  const batches = fc.array(
    fc.record({ payload: payloads, name: fc.string({ unit: "binary" }), written: fc.boolean() }),
    { maxLength: 5 },
  );
  fc.assert(
    fc.property(batches, fc.string(), (parts, ip) => {
      const events = parts.map(({ payload, name }) => loggedEvent({ payload, name }));
      const batch = logBatch("prj_1", events, { ip });
      const written = events.map((event, i) => (parts[i]?.written ? withPayloadJson(event) : event));
      expect(decodeLogBatch(encodeLogBatch({ ...batch, events: written }))).toEqual(JSON.parse(JSON.stringify(batch)));
    }),
    { numRuns: 50 },
  );
});

test("an act on a person's data is on the log as what it is", () => {
  const privacy = { id: "prq_1", act: "erase", suppress: true, requestedBy: "key_1" } as const;
  const batch = logBatch("prj_1", [withPayloadJson(loggedEvent({ privacy }))]);
  expect(decodeLogBatch(encodeLogBatch(batch)).events[0]?.privacy).toEqual(privacy);
});
