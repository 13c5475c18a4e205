import { generateCatalog } from "../../simulator/generate-catalog.ts";
import { simulate } from "../../simulator/simulate.ts";
import type { BenchServer } from "../bench-server.ts";
import { startBenchServer } from "../bench-server.ts";
import { percentile, sendBodies } from "../send-bodies.ts";
import { toBodies } from "../traffic.ts";

const [VISITORS, DAYS] = [400, 7];
/** Places of the list that a new item is looked for in: known successors of the item stand before it. */
const PLACES = 50;

/**
 * On a server with a week of traffic, one person after the other: from sending a view until an answer shows another
 * list, and from putting a new item until an answer for a person who looks at one like it has it.
 */
export async function measureFreshness(waits: number, databaseUrl: string | undefined) {
  const server = await startBenchServer(databaseUrl);
  try {
    const catalog = generateCatalog(1, 200);
    await put(server, catalog);
    const startMs = Date.now() - DAYS * 86_400_000;
    const messages = [...simulate({ seed: 1, visitors: VISITORS, startMs, days: DAYS, catalog, coldItemShare: 0 })];
    await sendBodies(`${server.url}/v1/batch`, server.key, toBodies(messages, 100), 4);
    await server.settle();
    const people = [...new Set(messages.map(({ anonymousId }) => anonymousId))].slice(0, waits);
    const lists: number[] = [];
    const items: number[] = [];
    for (const [index, anonymousId] of people.entries()) {
      const viewed = catalog[(index * 37) % catalog.length] ?? catalog[0];
      if (!viewed) continue;
      lists.push(await timeChangedList(server, anonymousId));
      items.push(await timeNewItem(server, { ...viewed, id: `new-${index}` }, viewed.id));
    }
    return [describe("a view until the list is another", lists), describe("a new item until it is among 50", items)];
  } finally {
    await server.stop();
  }
}

/** The person views what is recommended first, which is seen from then on. */
async function timeChangedList(server: BenchServer, anonymousId: string): Promise<number> {
  const before = await ask(server, { anonymousId });
  const startMs = performance.now();
  const body = { anonymousId, event: "Product Viewed", properties: { product_id: before.split(" ")[0] } };
  const { offset } = Object(await post(server, "/v1/track", body));
  for (;;) {
    const now = await ask(server, { anonymousId, after: offset });
    if (now !== before) return performance.now() - startMs;
    if (performance.now() - startMs > 10_000) throw new Error(`The list of ${anonymousId} stays the same`);
  }
}

async function timeNewItem(server: BenchServer, item: { id: string }, like: string): Promise<number> {
  const startMs = performance.now();
  await put(server, [item]);
  for (;;) {
    if ((await ask(server, { itemId: like, limit: PLACES })).includes(item.id)) return performance.now() - startMs;
    if (performance.now() - startMs > 10_000) throw new Error(`The new item ${item.id} is not recommended`);
  }
}

/** Ids of an answer, in their order. */
async function ask(server: BenchServer, query: object): Promise<string> {
  const answer: { recommendations: { itemId: string }[] } = Object(
    await post(server, "/api/v1/recommendations/query", query),
  );
  return answer.recommendations.map(({ itemId }) => itemId).join(" ");
}

async function post(server: BenchServer, path: string, body: object): Promise<unknown> {
  const headers = { authorization: `Bearer ${server.key}`, "content-type": "application/json" };
  const answer = await fetch(`${server.url}${path}`, { method: "POST", headers, body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path} was answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

async function put(server: BenchServer, items: readonly object[]): Promise<void> {
  const url = `${server.url}/api/v1/catalog/items`;
  const { statuses } = await sendBodies(url, server.key, [JSON.stringify({ items })], 1, "PUT");
  if (statuses.get(200) !== 1) throw new Error(`Items were answered ${JSON.stringify([...statuses])}`);
}

function describe(what: string, timesMs: readonly number[]) {
  const sorted = timesMs.toSorted((left, right) => left - right);
  const at = (share: number) => Math.round(percentile(sorted, share) * 10) / 10;
  return { what, measured: sorted.length, p50: at(0.5), p95: at(0.95), max: at(1) };
}
