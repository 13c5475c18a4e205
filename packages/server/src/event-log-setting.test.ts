import { expect, test } from "vitest";
import { parseEventLogSetting } from "./event-log-setting.ts";

const NOTHING = { databaseUrl: undefined, token: undefined };
const ACCOUNT = { username: "rapport", password: "secret" };
const DATABASE = "postgres://localhost/rapport";

test.each([
  ["lmdb", NOTHING, { engine: "lmdb" }],
  ["postgres", { ...NOTHING, databaseUrl: DATABASE }, { engine: "postgres", url: DATABASE }],
  ["redis://cache:6379/2", NOTHING, { engine: "redis", url: "redis://cache:6379/2" }],
  ["rediss://user:secret@cache:6380", NOTHING, { engine: "redis", url: "rediss://user:secret@cache:6380" }],
  ["https://x.upstash.io/", { ...NOTHING, token: "t" }, { engine: "upstash", url: "https://x.upstash.io", token: "t" }],
  ["http://localhost:80/r", { ...NOTHING, token: "t" }, { engine: "upstash", url: "http://localhost/r", token: "t" }],
  [
    "kafka://a:9092,b:9093/rapport.log",
    NOTHING,
    { engine: "kafka", brokers: ["a:9092", "b:9093"], topic: "rapport.log", tls: false, sasl: undefined },
  ],
  [
    "kafkas://a:9092/log",
    { ...NOTHING, sasl: ACCOUNT },
    { engine: "kafka", brokers: ["a:9092"], topic: "log", tls: true, sasl: { mechanism: "scram-sha-512", ...ACCOUNT } },
  ],
  [
    "kafka://localhost:9092/log",
    { ...NOTHING, sasl: { mechanism: "plain", ...ACCOUNT } },
    {
      engine: "kafka",
      brokers: ["localhost:9092"],
      topic: "log",
      tls: false,
      sasl: { mechanism: "plain", ...ACCOUNT },
    },
  ],
])("%s names an engine", (text, around, setting) => {
  expect(parseEventLogSetting(text, around)).toEqual(setting);
});

test.each([
  ["postgres", "DATABASE_URL", /must name the Postgres server/],
  ["https://x.upstash.io", "RAPPORT_EVENT_LOG_TOKEN", /token of x\.upstash\.io/],
  ["http://x.upstash.io", "RAPPORT_EVENT_LOG", /https/],
  ["redis://", "RAPPORT_EVENT_LOG", /redis:\/\/host:port/],
  ["rabbit://x", "RAPPORT_EVENT_LOG", /one of lmdb, postgres/],
  ["LMDB", "RAPPORT_EVENT_LOG", /one of lmdb, postgres/],
  ["kafka://a:9092", "RAPPORT_EVENT_LOG", /kafka:\/\/host:port,host:port\/topic/],
  ["kafka://a/topic", "RAPPORT_EVENT_LOG", /kafka:\/\/host:port,host:port\/topic/],
  ["kafka://a:1,,b:2/topic", "RAPPORT_EVENT_LOG", /kafka:\/\/host:port,host:port\/topic/],
  ["kafka://a:1/no topic", "RAPPORT_EVENT_LOG", /kafka:\/\/host:port,host:port\/topic/],
])("%s is refused by a sentence that names the variable and its form", (text, pointer, message) => {
  expect(() => parseEventLogSetting(text, NOTHING)).toThrow(
    expect.objectContaining({
      code: "invalid_parameter",
      fields: [{ pointer, message: expect.stringMatching(message) }],
    }),
  );
});

test.each([
  ["kafkas://a:1/t", { username: "u" }, "RAPPORT_KAFKA_PASSWORD", /both/],
  ["kafkas://a:1/t", { password: "p" }, "RAPPORT_KAFKA_USERNAME", /both/],
  ["kafkas://a:1/t", { ...ACCOUNT, mechanism: "gssapi" }, "RAPPORT_KAFKA_SASL", /one of plain, scram-sha-256/],
  ["kafka://a:1/t", { ...ACCOUNT, mechanism: "plain" }, "RAPPORT_EVENT_LOG", /kafkas:/],
])("%s with %o is refused by a sentence that names the variable to set", (text, sasl, pointer, message) => {
  expect(() => parseEventLogSetting(text, { ...NOTHING, sasl })).toThrow(
    expect.objectContaining({ fields: [{ pointer, message: expect.stringMatching(message) }] }),
  );
});

test("a refused address is not repeated: it may hold a password", () => {
  for (const text of ["redis://:secret@", "http://user:secret@x.upstash.io", "kafka://user:secret@a:1/t"]) {
    expect(() => parseEventLogSetting(text, NOTHING)).toThrow(expect.not.stringContaining("secret"));
  }
});
