import { MESSAGE_SCHEMAS, MESSAGE_TYPES } from "@rapport/contracts/messages";
import { messageDay } from "@rapport/domain/events/message-day";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { MessageDefaults } from "./parse-message.ts";
import { parseMessage } from "./parse-message.ts";

const NOW = Date.UTC(2026, 0, 5, 12);
const defaults: MessageDefaults = {
  type: undefined,
  receivedAtMs: NOW,
  sentAtMs: undefined,
  historical: false,
  newMessageId: () => "made-up",
};
const track = (fields: object) => ({ type: "track", event: "E", anonymousId: "a", ...fields });
const eventOf = (message: unknown, changes: Partial<MessageDefaults> = {}) => {
  const parsed = parseMessage(message, { ...defaults, ...changes });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.issue));
  return parsed.event;
};

describe("what the hand check accepts the schema accepts, and what the schema rejects the hand check rejects", () => {
  const edge = fc.constantFrom("", " ", "u", "x".repeat(200), "x".repeat(201), "x".repeat(255), "x".repeat(256));
  const padded = fc.constantFrom(` ${"x".repeat(255)}`, `${"x".repeat(254)}  `, "  u  ");
  const odd = fc.oneof(fc.anything({ maxDepth: 1 }), fc.constantFrom(null, undefined, {}, [], true, 0, 1.5, -1));
  const value = fc.oneof(edge, padded, odd, fc.jsonValue({ maxDepth: 2 }));
  const time = fc.oneof(value, fc.date().map(String), fc.integer(), fc.constant("2026-01-05T12:00:00Z"));
  const values = { event: value, name: value, category: value, groupId: value, previousId: value };
  const ids = { anonymousId: value, userId: value, messageId: value };
  const times = { timestamp: time, originalTimestamp: time, sentAt: time };
  const objects = { properties: value, traits: value, context: value, integrations: value };
  const fields = { ...values, ...ids, ...times, ...objects };
  const sane = { anonymousId: "a", event: "E", groupId: "g", previousId: "p" };
  // At most three odd fields at a time: with all of them odd nothing would ever be accepted.
  const some = fc
    .subarray(Object.entries(fields), { maxLength: 3 })
    .chain((chosen) => fc.record(Object.fromEntries(chosen)));
  const message = fc.tuple(fc.constantFrom(...MESSAGE_TYPES), some).map(([type, odd]) => ({ ...sane, ...odd, type }));

  test("in a batch, for any values", () => {
    let accepted = 0;
    fc.assert(
      fc.property(message, (sent) => {
        const { ok } = parseMessage(sent, defaults);
        if (!ok) return;
        accepted++;
        const checked = MESSAGE_SCHEMAS[sent.type].safeParse(sent);
        expect(checked.error?.issues ?? []).toEqual([]);
      }),
      { numRuns: 20_000 },
    );
    // A check that accepts nothing would agree with every schema.
    expect(accepted).toBeGreaterThan(1_000);
  });

  test("for each field with each odd value on its own", () => {
    const odd = [5, true, [], {}, "", " ", "x".repeat(201), "x".repeat(256), ` ${"x".repeat(255)}`, null, 1e21];
    for (const ofType of MESSAGE_TYPES) {
      const base = { type: ofType, anonymousId: "a", event: "E", groupId: "g", previousId: "p" };
      for (const field of Object.keys(fields)) {
        for (const wrong of odd) {
          const sent = { ...base, [field]: wrong };
          if (!parseMessage(sent, defaults).ok) continue;
          expect([sent, MESSAGE_SCHEMAS[ofType].safeParse(sent).success]).toEqual([sent, true]);
        }
      }
    }
  });

  test("on a path that names the type", () => {
    for (const fromRoute of MESSAGE_TYPES) {
      for (const said of [...MESSAGE_TYPES, undefined, null, "", 1]) {
        const sent = { ...track({ groupId: "g", previousId: "p" }), type: said };
        const { ok } = parseMessage(sent, { ...defaults, type: fromRoute });
        expect([fromRoute, said, ok]).toEqual([fromRoute, said, MESSAGE_SCHEMAS[fromRoute].safeParse(sent).success]);
      }
    }
  });
});

describe("ids", () => {
  test.each([
    ["numbers become text", { userId: 42 }, { userId: "42", anonymousId: "a" }],
    ["blanks around are cut", { userId: " u " }, { userId: "u" }],
    ["empty and null are absent", { userId: "", messageId: null }, { userId: undefined, messageId: "made-up" }],
    ["a message id is kept as sent", { messageId: "m-1" }, { messageId: "m-1" }],
  ])("%s", (_name, fields, expected) => {
    expect(eventOf(track(fields))).toMatchObject(expected);
  });

  const junk = [
    ...["null", "undefined", "none", "nil", "nan", "n/a", "true", "false", "[object Object]", "{}", "[]", '""', "''"],
    ...["anonymous", "guest", "unknown", "not_authenticated", "distinct_id", "id", "email", "userId", "anonymousId"],
    ...["0", "-0", "0.0", "00000000-0000-0000-0000-000000000000", "{00000000-0000-0000-0000-000000000000}", "0000"],
  ];
  const padding = fc.constantFrom("", " ", "\t", '"', "'", "`", '\\"', "“", "\u200b", "\u00a0", '" ');
  const cased = fc.constantFrom<(text: string) => string>(
    (text) => text,
    (text) => text.toUpperCase(),
    (text) => text.charAt(0).toUpperCase() + text.slice(1),
  );

  test("that stand for nobody are refused in every field, any case, padded and quoted, and the field is named", () => {
    const fields = fc.constantFrom("userId", "anonymousId", "previousId", "groupId");
    fc.assert(
      fc.property(fields, fc.constantFrom(...junk), cased, padding, padding, (field, id, change, before, after) => {
        const sent = { type: field === "groupId" ? "group" : "alias", anonymousId: "a", userId: "u", previousId: "p" };
        const parsed = parseMessage({ ...sent, [field]: before + change(id) + after }, defaults);
        expect(parsed).toMatchObject({ ok: false, issue: { code: "reserved_id", path: `/${field}` } });
      }),
      { numRuns: 3_000 },
    );
  });

  test.each([
    "null-island",
    "anonymous-7",
    "guest 2",
    "10",
    "007",
    "id-1",
    "me@example.com",
    "00000000-0000-0000-0000-000000000001",
    "0a",
    "“quoted” name",
    "nullnull",
    "x".repeat(255),
  ])("a real one is kept although it looks a little like nobody's: %s", (id) => {
    expect(eventOf(track({ userId: id }))).toMatchObject({ userId: id });
  });

  test("a number that is nobody's is refused like its text", () => {
    const parsed = parseMessage(track({ userId: 0 }), defaults);
    expect(parsed).toMatchObject({ ok: false, issue: { code: "reserved_id", path: "/userId" } });
  });
});

describe("the day of a message", () => {
  const time = fc.constantFrom(undefined, null, "", 0, NOW - 86_400_000, "2026-01-05T23:59:59.999Z");
  const id = fc.constantFrom(undefined, "m-1", "019b8f8c-0000-7000-8000-000000000000");
  const sending = fc.record({
    receivedAtMs: fc.nat(2 * NOW),
    sentAtMs: fc.option(fc.nat(2 * NOW), { nil: undefined }),
  });

  test("is the same whenever it is sent and wherever it arrives", () => {
    const sent = fc.record({ messageId: id, timestamp: time, originalTimestamp: time });
    fc.assert(
      fc.property(sent, sending, sending, fc.boolean(), (fields, first, again, historical) => {
        const days = [first, again].map(({ receivedAtMs, sentAtMs }) => {
          const sentAt = sentAtMs === undefined ? {} : { sentAt: sentAtMs };
          // A message without an id is given one: each sending of it is another message.
          const messageId = fields.messageId ?? "m-2";
          return messageDay(
            eventOf(track({ ...fields, ...sentAt, messageId }), { receivedAtMs, sentAtMs, historical }),
          );
        });
        expect(days[0]).toBe(days[1]);
      }),
    );
  });

  const oldestDay = () => Math.floor(NOW / 86_400_000);
  test.each([
    [
      "a time of a dropped day",
      { messageId: "m", timestamp: NOW - 86_400_000 },
      { code: "too_old", path: "/timestamp" },
    ],
    [
      "an id of a dropped day",
      { messageId: "019b8000-0000-7000-8000-000000000000" },
      { code: "too_old", path: "/messageId" },
    ],
    ["no time at all", { messageId: "m" }, { code: "missing_field", path: "/timestamp" }],
  ])("with retention, a message of %s is refused", (_name, fields, issue) => {
    expect(parseMessage(track(fields), { ...defaults, oldestDay })).toMatchObject({ ok: false, issue });
    expect(parseMessage(track(fields), defaults).ok).toBe(true);
    expect(parseMessage(track({ messageId: "m", timestamp: NOW }), { ...defaults, oldestDay }).ok).toBe(true);
  });
});

describe("times", () => {
  const iso = (ms: number) => new Date(ms).toISOString();
  test.each([
    ["without any is the arrival", {}, NOW],
    ["of a right clock is kept", { originalTimestamp: iso(NOW - 5_000), sentAt: iso(NOW) }, NOW - 5_000],
    [
      "of a clock a day ahead is moved back",
      { originalTimestamp: NOW + 86_400_000 - 5_000, sentAt: NOW + 86_400_000 },
      NOW - 5_000,
    ],
    [
      "of a clock a year behind is moved on",
      { originalTimestamp: iso(NOW - 3e10), sentAt: iso(NOW - 3e10 + 1_000) },
      NOW - 1_000,
    ],
    ["is never later than the arrival", { originalTimestamp: iso(NOW + 9_000) }, NOW],
    ["is never before 1970", { originalTimestamp: 0, sentAt: NOW + 1_000 }, 0],
    ["prefers originalTimestamp to timestamp", { originalTimestamp: iso(NOW - 2), timestamp: iso(NOW - 9) }, NOW - 2],
    ["takes timestamp where there is no other", { timestamp: iso(NOW - 9) }, NOW - 9],
    ["cuts fractions of a millisecond", { timestamp: NOW - 8.5 }, NOW - 9],
  ])("%s", (_name, fields, timestampMs) => {
    expect(eventOf(track(fields)).timestampMs).toBe(timestampMs);
  });

  test.each([
    ["nothing when clocks agree", { originalTimestamp: NOW - 5_000, sentAt: NOW - 100 }, undefined],
    ["nothing for the network's noise", { originalTimestamp: NOW + 900 }, undefined],
    ["a time in the future", { originalTimestamp: NOW + 9_000 }, { time: "future" }],
    ["a time before 1970", { originalTimestamp: 0, sentAt: NOW + 1_000 }, { time: "past" }],
    [
      "a clock that is a day ahead",
      { originalTimestamp: NOW + 8e7, sentAt: NOW + 86_400_000 },
      { clockSkewMs: -86_400_000 },
    ],
    ["a clock that is far behind", { originalTimestamp: 5, sentAt: 10 }, { clockSkewMs: NOW - 10 }],
  ])("are flagged with %s", (_name, fields, flags) => {
    expect(eventOf(track(fields)).flags).toEqual(flags);
  });

  test("of an import are taken as they are", () => {
    const fields = { originalTimestamp: iso(NOW - 3e10), sentAt: iso(NOW - 2e10) };
    expect(eventOf(track(fields), { historical: true }).timestampMs).toBe(NOW - 3e10);
  });

  test("use the request's sentAt where the message has none", () => {
    const sentAtMs = NOW + 60_000;
    expect(eventOf(track({ originalTimestamp: iso(sentAtMs - 500) }), { sentAtMs }).timestampMs).toBe(NOW - 500);
  });
});

test("the payload is the message as sent, without ids, times and key", () => {
  const sent = track({
    userId: "u",
    messageId: "m",
    sentAt: NOW,
    writeKey: "pk_x",
    properties: { a: [1] },
    custom: "kept",
  });
  expect(eventOf(sent).payload).toEqual({ event: "E", properties: { a: [1] }, custom: "kept" });
});

test("a page is called by its name, or by its type where it has none", () => {
  expect(eventOf({ type: "page", userId: "u", name: "Home" }).name).toBe("Home");
  expect(eventOf({ type: "page", userId: "u", name: "" }).name).toBe("page");
  expect(eventOf({ type: "alias", userId: "u", previousId: 7 })).toMatchObject({
    name: "alias",
    payload: { previousId: "7" },
  });
});
