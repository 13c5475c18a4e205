import type { ClientError } from "@rapport/sdk-core";
import { afterEach, beforeEach, expect, test } from "vitest";
import { TrackingServer } from "../test/tracking-server.ts";
import { Rapport } from "./rapport.ts";
import { Variants } from "./variants.ts";

const server = new TrackingServer();
let errors: ClientError[] = [];
let client: Rapport;
beforeEach(async () => {
  await server.start();
  errors = [];
  // A request under way when a test ends may still report: to the list of its own test.
  const own = errors;
  const onError = (error: ClientError) => own.push(error);
  client = new Rapport({ writeKey: "pk_test", host: server.host, flushIntervalMs: 10, onError });
});
afterEach(async () => {
  await client.close({ timeoutMs: 0 });
  await server.stop();
});

const PATH = "/api/v1/experiments/assignments?userId=u1";
const LARGE = { experimentId: "exp_1", experiment: "button", variant: "large" };
const HELD = { experimentId: "exp_2", experiment: "hero", variant: "holdout" };

test("a variant is asked for once, its exposure told once, and a holdout is counted but sees nothing", async () => {
  server.answers.set(PATH, { status: 200, body: { assignments: [LARGE, HELD] } });
  const ask = (experiment: string, expose = true) => client.getVariant({ userId: "u1", experiment }, { expose });
  expect(await ask("button", false)).toBe("large");
  expect([await ask("button"), await ask("button"), await ask("hero"), await ask("other")]).toEqual([
    "large",
    "large",
    undefined,
    undefined,
  ]);
  await client.flush();
  expect(server.requests.filter(({ path }) => path === PATH)).toHaveLength(1);
  expect(server.messages).toMatchObject([
    {
      event: "Experiment Viewed",
      userId: "u1",
      properties: { experiment_id: "exp_1", experiment_name: "button", variation_name: "large" },
    },
    { event: "Experiment Viewed", properties: { experiment_name: "hero", variation_name: "holdout" } },
  ]);
});

test("without an answer in time there is no variant and a report; the next call asks again", async () => {
  server.answers.set(PATH, { status: 200, body: { assignments: [LARGE] }, delayMs: 2_000 });
  const ask = (timeoutMs: number) => client.getVariant({ userId: "u1", experiment: "button" }, { timeoutMs });
  expect(await ask(50)).toBeUndefined();
  expect(errors).toMatchObject([{ code: "request_failed" }]);
  server.answers.set(PATH, { status: 503, body: {} });
  expect(await ask(5_000)).toBeUndefined();
  server.answers.set(PATH, { status: 200, body: { assignments: [LARGE] } });
  expect(await ask(5_000)).toBe("large");
});

test("an answer is used for 30 seconds, an exposure holds for 30 minutes, and both are bounded", async () => {
  let nowMs = 0;
  let asked = 0;
  const told: string[] = [];
  const ask = () => Promise.resolve([{ ...LARGE, variant: `v${++asked}` }]);
  const variants = new Variants(
    ask,
    (_, { variant }) => told.push(variant),
    () => nowMs,
  );
  const get = (userId = "u1") => variants.get({ userId, experiment: "button" }, {});
  expect([await get(), await get()]).toEqual(["v1", "v1"]);
  nowMs += 30_000;
  expect(await get()).toBe("v2");
  nowMs += 30 * 60_000;
  expect(await get()).toBe("v3");
  expect(told).toEqual(["v1", "v3"]);
  for (let i = 0; i < 10_000; i++) await get(`other-${i}`);
  expect(await get()).toBe("v10004");
});
