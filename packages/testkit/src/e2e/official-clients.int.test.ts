import type { Browser } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { readAllEvents, waitUntilFolded } from "../server/api-client.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { spawnServer } from "../server/spawn-server.ts";
import type { OfficialClient } from "./official-clients.ts";
import { NODE_CLIENTS, openPageClients } from "./official-clients.ts";
import { findChromium, openBrowser } from "./open-browser.ts";
import type { Refusal, Relay } from "./relay.ts";
import { openRelay } from "./relay.ts";

const PATIENCE_MS = 120_000;
const DAY_MS = 86_400_000;
const chromiumPath = findChromium(process.env.CHROMIUM_PATH);

/** How a client's first event is answered: 200 by the server itself, by no answer at all where it is 0. */
const ANSWERS: readonly Refusal[] = [
  200,
  400,
  401,
  403,
  404,
  408,
  410,
  413,
  422,
  429,
  "429 without a pause",
  460,
  500,
  503,
  0,
];
/** As the clients themselves understand them: an event that is refused for good is given up, any other comes again. */
const FINAL: ReadonlySet<Refusal> = new Set<Refusal>([400, 401, 403, 404, 413, 422]);
/** RudderStack's take every refusal for final but 429. */
const FINAL_OF_RUDDERSTACK: ReadonlySet<Refusal> = new Set<Refusal>([...FINAL, 408, 410, 460]);
const isOfSegment = ({ name }: OfficialClient) => name.startsWith("@segment/");
const isFinal = (client: OfficialClient, answer: Refusal) =>
  (isOfSegment(client) ? FINAL : FINAL_OF_RUDDERSTACK).has(answer);
/** Visits of pages that are open at the same time. */
const AT_ONCE = 5;
const statusOf = (answer: Refusal) => Number.parseInt(String(answer), 10);

let server: SpawnedServer;
beforeAll(async () => {
  server = await spawnServer();
});
afterAll(() => server?.dispose());

/** Answers to the requests that carried an event of this name. */
const answersTo = (relay: Relay, event: string) =>
  relay.requests.filter(({ method, body }) => method === "POST" && body.includes(`"${event}"`));

function waitForAnswer(relay: Relay, event: string, isMet: (status: number) => boolean): Promise<void> {
  const statuses = () => answersTo(relay, event).map(({ status }) => status);
  return vi.waitUntil(() => statuses().some(isMet), { timeout: PATIENCE_MS, interval: 25 }).then(() => {});
}

/** What became of two events of which the first met this answer: the statuses that it met, and the pause before the last of them. */
async function meet(client: OfficialClient, answer: Refusal) {
  const relay = await openRelay(server.url);
  if (answer !== 200) relay.refuse.push(answer);
  const [first, second] = [`First ${client.name} ${answer}`, `Second ${client.name} ${answer}`];
  try {
    const sender = await client.open({ url: relay.url, writeKey: server.report.writeKey });
    await sender.track(first);
    await waitForAnswer(relay, first, (status) => status === statusOf(answer));
    await sender.track(second);
    await waitForAnswer(relay, second, (status) => status === 200);
    if (!isFinal(client, answer)) await waitForAnswer(relay, first, (status) => status === 200);
    await sender.close();
    const answers = answersTo(relay, first);
    const pauseMs = (answers.at(-1)?.answeredMs ?? 0) - (answers[0]?.answeredMs ?? 0);
    return { answer, statuses: answers.map(({ status }) => status), pauseMs };
  } finally {
    await relay.close();
  }
}

async function countStored(name: string): Promise<Record<string, number>> {
  await waitUntilFolded(server);
  const counts: Record<string, number> = {};
  for (const { payload } of await readAllEvents(server)) {
    const event = String(payload.event);
    if (event.includes(name)) counts[event] = (counts[event] ?? 0) + 1;
  }
  return counts;
}

async function expectEachAnswer(client: OfficialClient): Promise<void> {
  const met: Awaited<ReturnType<typeof meet>>[] = [];
  for (let from = 0; from < ANSWERS.length; from += AT_ONCE)
    met.push(...(await Promise.all(ANSWERS.slice(from, from + AT_ONCE).map((answer) => meet(client, answer)))));
  const expected = ANSWERS.map((answer) => {
    const comesAgain = answer !== 200 && !isFinal(client, answer);
    return `${answer}: ${comesAgain ? [statusOf(answer), 200] : [statusOf(answer)]}`;
  });
  expect(met.map(({ answer, statuses }) => `${answer}: ${statuses}`)).toEqual(expected);
  const stored = ANSWERS.flatMap((answer) => [
    ...(isFinal(client, answer) ? [] : [[`First ${client.name} ${answer}`, 1]]),
    [`Second ${client.name} ${answer}`, 1],
  ]);
  expect(await countStored(client.name)).toEqual(Object.fromEntries(stored));
  // RudderStack's clients take no notice of Retry-After.
  const pauseMs = met.find(({ answer }) => answer === 429)?.pauseMs ?? 0;
  if (isOfSegment(client)) expect(pauseMs).toBeGreaterThan(950);
}

/** A device whose clock is off by a day: its time is kept as it said, and the event stands where it happened. */
async function expectRightTime(client: OfficialClient, skewMs: number): Promise<void> {
  const event = `Skewed ${client.name} ${skewMs}`;
  const relay = await openRelay(server.url);
  try {
    const sender = await client.open({ url: relay.url, writeKey: server.report.writeKey, skewMs });
    const calledMs = performance.timeOrigin + performance.now();
    await sender.track(event);
    await waitForAnswer(relay, event, (status) => status === 200);
    await sender.close();
    await waitUntilFolded(server);
    const [stored, ...others] = (await readAllEvents(server)).filter(({ payload }) => payload.event === event);
    expect(others).toEqual([]);
    const offMs = (time: string | null | undefined) => Math.abs(Date.parse(time ?? "") - calledMs);
    expect(offMs(stored?.timestamp)).toBeLessThan(PATIENCE_MS);
    for (const time of [stored?.sentAt, stored?.originalTimestamp])
      expect(Math.abs(offMs(time) - DAY_MS)).toBeLessThan(PATIENCE_MS);
  } finally {
    await relay.close();
  }
}

describe.each(NODE_CLIENTS)("$name", (client) => {
  test("gives up what is refused for good, and brings all else once, whatever its first event met", () =>
    expectEachAnswer(client));

  test.each([-DAY_MS, DAY_MS])(
    "with a clock that is off by %i ms, events stand where they happened",
    async (skewMs) => {
      const Right = Date;
      const now = () => Right.now() + skewMs;
      const construct = (_: unknown, inputs: unknown[]) =>
        Reflect.construct(Right, inputs.length > 0 ? inputs : [now()]);
      const get = (target: DateConstructor, key: string | symbol) => (key === "now" ? now : Reflect.get(target, key));
      vi.stubGlobal("Date", new Proxy(Right, { construct, get }));
      try {
        await expectRightTime(client, skewMs);
      } finally {
        vi.unstubAllGlobals();
      }
    },
  );
});

const suite = chromiumPath === undefined ? describe.skip : describe;
suite("clients of pages in Chromium (skipped where there is none)", () => {
  let browser: Browser;
  let pages: Awaited<ReturnType<typeof openPageClients>>;
  beforeAll(async () => {
    browser = await openBrowser(chromiumPath ?? "");
    pages = await openPageClients(browser);
  });
  afterAll(async () => {
    await browser?.close();
    pages?.close();
  });

  const named = (name: string) => {
    const client = pages.clients.find((one) => one.name === name);
    if (!client) throw new Error(`There is no ${name}`);
    return client;
  };
  const NAMES = ["@segment/analytics-next", "@rudderstack/analytics-js"];
  test.each(NAMES)("%s gives up what is refused for good, and brings all else once", (name) =>
    expectEachAnswer(named(name)),
  );
  test.each(NAMES)("%s with a clock that is a day early or late: events stand where they happened", async (name) => {
    for (const skewMs of [-DAY_MS, DAY_MS]) await expectRightTime(named(name), skewMs);
  });
});
