import { openCompaniesFake } from "@rapport/testkit/companies/companies-fake";
import { afterAll, beforeAll, expect, test } from "vitest";
import { createApollo } from "./apollo.ts";
import { createBraveSearch } from "./brave.ts";
import { createPeopleDataLabs } from "./people-data-labs.ts";
import { createTavilySearch } from "./tavily.ts";

let fake: Awaited<ReturnType<typeof openCompaniesFake>>;
beforeAll(async () => {
  fake = await openCompaniesFake();
});
afterAll(() => fake.close());
const options = (apiKey = fake.apiKey) => ({ apiKey, send: fake.send, baseUrl: fake.baseUrl, now: () => 0 });
const searches = { brave: createBraveSearch, tavily: createTavilySearch };
const enrichers = { "people-data-labs": createPeopleDataLabs, apollo: createApollo };
const asks = [
  ...Object.entries(searches).map(([name, open]) => {
    return { name, ask: (key?: string) => open(options(key)).search("climbing gyms", 2) };
  }),
  ...Object.entries(enrichers).map(([name, open]) => {
    return { name, ask: (key?: string) => open(options(key)).enrich("firm.example") };
  }),
];

test.each(Object.entries(searches))(
  "%s finds pages by its published form, no more than were asked for",
  async (_, open) => {
    const answer = await open(options()).search("climbing gyms", 2);
    expect(answer).toMatchObject({
      ok: true,
      value: [
        { title: "A gym", url: "https://www.climb.example/about", snippet: expect.stringContaining("Walls") },
        {},
      ],
    });
    expect(answer.ok && answer.value).toHaveLength(2);
  },
);

test.each(Object.entries(enrichers))(
  "%s knows a company by its domain, and says when it knows none",
  async (_, open) => {
    const service = open(options());
    const known = await service.enrich("firm.example");
    expect(known).toMatchObject({ ok: true, value: { company: "Firm", employees: expect.any(Number) } });
    expect(Object.values((known.ok && known.value) || {})).not.toContain(null);
    expect(await service.enrich("nobody.example")).toEqual({ ok: true, value: undefined });
  },
);

test.each(asks)(
  "whatever goes wrong with $name is a failure with its way on, without the key or the question",
  async ({ ask }) => {
    expect(fake.faults.length).toBeGreaterThanOrEqual(12);
    const kinds: Record<string, string> = {
      "key withdrawn": "disconnected",
      "plan without this": "disconnected",
      "invalid request": "bad-request",
    };
    for (const fault of fake.faults) {
      fake.inject(fault, 0);
      const answer = await ask();
      expect(answer, fault).toMatchObject({ ok: false, failure: { kind: kinds[fault] ?? "retry-after" } });
      expect(JSON.stringify(answer)).not.toMatch(/key-of-a-service|firm\.example|climbing/);
      expect(await ask(), `after ${fault}`).toMatchObject({ ok: true });
    }
    fake.inject("429 with Retry-After", 0);
    expect(await ask()).toMatchObject({ failure: { retryAfterMs: 7_000 } });
    expect(await ask("another key")).toMatchObject({ failure: { kind: "disconnected" } });
  },
);
