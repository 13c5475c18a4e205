import type { LogBatch, LoggedEvent } from "@rapport/contracts/log";
import { logBatch, loggedEvent } from "@rapport/testkit/factories/enriched-events";
import fc from "fast-check";
import { expect, test } from "vitest";
import { encodeLogParts, readLogValue, toStepEvents, writeEvent } from "./log-batch.ts";

const payloads = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 4 }));
const texts = fc.oneof(fc.string(), fc.string({ unit: "binary" }), fc.constant('x","sizes":[1,2],"events":[{'));
const contexts = fc.record({ sessionId: texts, userAgent: texts, page: fc.record({ url: texts, referrer: texts }) });
const parts = fc.array(
  fc.array(fc.record({ payload: fc.oneof(payloads, fc.record({ context: contexts })), name: texts }), { maxLength: 5 }),
  { maxLength: 4 },
);

const CAMPAIGN = { url: "https://shop.example/?utm_source=x" };
const ORDER = { product_id: "]}é", text: '"sizes":[', sizes: [38, 40], events: [{}] };
const PAYLOAD = { context: { sessionId: 7, page: CAMPAIGN }, properties: ORDER };

const readJson = (value: Uint8Array): unknown => JSON.parse(new TextDecoder().decode(value));

function encode(batch: LogBatch, parts: LogBatch["events"][], readings = true): Uint8Array[] {
  const { events: _, ...facts } = batch;
  return encodeLogParts(
    facts,
    parts.map((part) => ({ events: part.map((event) => writeEvent(facts, event)), readings })),
  );
}

/** What is told of an event, its payload as it parses, too. */
const whole = (value: Uint8Array) => readLogValue(value).map((event) => ({ ...event, payload: event.payload }));

test("the log gives back each part of a batch as its events were, and each payload's own text", () => {
  fc.assert(
    fc.property(parts, texts, texts, fc.boolean(), (sent, ip, userAgent, readings) => {
      const events = sent.map((part) => part.map((event) => loggedEvent(event)));
      const { events: _, ...facts } = logBatch("prj_1", [], { ip, userAgent });
      const values = encode({ ...facts, events: [] }, events, readings);
      expect(values).toHaveLength(events.length);
      for (const [i, value] of values.entries()) {
        const written = (events[i] ?? []).map((event) => writeEvent(facts, event));
        expect(readLogValue(value)).toEqual(toStepEvents(facts, written, value.byteLength));
        const kept = (events[i] ?? []).map((event) => ({ ...event, payloadJson: JSON.stringify(event.payload) }));
        expect(whole(value)).toMatchObject(JSON.parse(JSON.stringify(kept)));
        expect(readJson(value)).toMatchObject(JSON.parse(JSON.stringify({ ...facts, events: events[i] })));
      }
    }),
    { numRuns: 200 },
  );
});

/** A value as versions wrote it that knew sizes and read payloads only after the log. */
function writeSized({ events, ...facts }: LogBatch): Uint8Array {
  const jsons = events.map(({ payload, ...event }) => {
    const payloadJson = JSON.stringify(payload);
    return { payloadJson, json: `${JSON.stringify(event).slice(0, -1)},"payload":${payloadJson}}` };
  });
  const sizes = jsons.map(({ json, payloadJson }) => `${json.length},${payloadJson.length}`).join(",");
  const head = JSON.stringify(facts).slice(0, -1);
  return new TextEncoder().encode(`${head},"sizes":[${sizes}],"events":[${jsons.map(({ json }) => json).join(",")}]}`);
}

test.each([
  ["of a version that knew no sizes", (batch: LogBatch) => new TextEncoder().encode(JSON.stringify(batch))],
  ["of a version that read payloads only after the log", writeSized],
  ["of today whose events were kept", (batch: LogBatch) => encode(batch, [batch.events], false)[0] ?? new Uint8Array()],
])("a value %s is read as one with readings", (_name, write) => {
  const events: LoggedEvent[] = [
    loggedEvent({ payload: PAYLOAD }),
    loggedEvent(),
    loggedEvent({ type: "page", payload: {} }),
  ];
  const batch = logBatch("prj_1", events, { charged: true, trusted: true, actor: "key_1", ip: "203.0.113.0" });
  const value = write(batch);
  const [today = new Uint8Array()] = encode(batch, [events]);
  const bytes = Math.round(value.byteLength / 3);
  expect(whole(value)).toEqual(whole(today).map((event) => ({ ...event, bytes })));
  expect(readLogValue(value)[0]).toMatchObject({
    sessionId: "7",
    enrichment: { ip: "203.0.113.0", actor: "key_1", touch: { source: "x" } },
    interactions: [{ itemId: "]}é", action: "viewed" }],
    charged: true,
  });
});

test("an act on a person's data is on the log as what it is", () => {
  const privacy = { id: "prq_1", act: "erase", suppress: true, requestedBy: "key_1" } as const;
  const [value = new Uint8Array()] = encode(logBatch("prj_1", []), [[loggedEvent({ privacy })]]);
  expect(readLogValue(value)[0]?.privacy).toEqual(privacy);
});
