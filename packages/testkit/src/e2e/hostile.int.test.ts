import { Agent } from "node:http";
import { problemSchema } from "@rapport/contracts/errors";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { createRandom } from "@rapport/engine/random";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { getJson, readAllEvents, waitUntilFolded } from "../server/api-client.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { spawnServer } from "../server/spawn-server.ts";
import { TEST_SEED } from "../test-seed.ts";
import type { HostileRequest, Route } from "./hostile/hostile-requests.ts";
import { drawHostileRequest } from "./hostile/hostile-requests.ts";
import type { RawAnswer } from "./hostile/send-raw.ts";
import { sendRaw } from "./hostile/send-raw.ts";
import { recountStore } from "./recount-store.ts";

const REQUESTS = 8_000;
const CONCURRENCY = 8;

const seed = TEST_SEED;
let server: SpawnedServer;
beforeAll(async () => {
  server = await spawnServer();
});
afterAll(() => server?.dispose());

const operationsSchema = z.record(z.string(), z.record(z.string(), z.object({ requestBody: z.unknown().optional() })));

async function readRoutes(): Promise<Route[]> {
  const { paths } = await getJson(server, "/openapi.json", z.object({ paths: operationsSchema }));
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([method, { requestBody }]) => {
      return { method: method.toUpperCase(), path, hasBody: requestBody !== undefined };
    }),
  );
}

/** What is wrong with an answer to a hostile request; undefined when nothing is. */
function findFault(
  { method, neighbours }: HostileRequest,
  { status, contentType, text }: RawAnswer,
): string | undefined {
  if (status >= 500) return `answered ${status}: ${text}`;
  if (neighbours.length > 0)
    return status === 200 ? findRejectedNeighbour(text) : `the whole batch was refused: ${text}`;
  if (status < 400 || method === "HEAD") return undefined;
  if (contentType !== "application/problem+json") return `${status} as ${contentType}: ${text.slice(0, 200)}`;
  const problem = problemSchema.safeParse(JSON.parse(text));
  if (!problem.success) return `${status} is not a problem document: ${text.slice(0, 500)}`;
  return problem.data.status === status ? undefined : `${status} says it is ${problem.data.status}`;
}

/** The valid messages of a spliced batch stand at 0 and 2. */
function findRejectedNeighbour(text: string): string | undefined {
  const { rejected } = trackingAnswerSchema.parse(JSON.parse(text));
  const wrong = rejected.filter(({ index }) => index !== 1);
  return wrong.length === 0 ? undefined : `valid messages were rejected: ${JSON.stringify(wrong)}`;
}

function describeRequest(number: number, { method, path, flaw, body }: HostileRequest): string {
  const excerpt = body === undefined ? "" : Buffer.from(body).toString("utf8", 0, 300);
  return `seed ${seed}, request ${number}: ${method} ${path.slice(0, 200)} (${flaw}) ${excerpt}`;
}

test(`${REQUESTS} hostile requests on every route: no 5xx, every refusal a problem document, valid neighbours stored`, {
  timeout: 300_000,
}, async () => {
  console.log(`seed ${seed} (RAPPORT_TEST_SEED=${seed} repeats this run)`);
  const routes = await readRoutes();
  expect(routes.length).toBeGreaterThan(25);
  const source = { routes, random: createRandom(seed), ...server.report };
  const agent = new Agent({ keepAlive: true, maxSockets: CONCURRENCY });
  const neighbours: string[] = [];
  const faults: string[] = [];
  const statuses = new Map<number, number>();
  let next = 0;
  async function work(): Promise<void> {
    while (next < REQUESTS && faults.length < 20) {
      const number = next++;
      const hostile = drawHostileRequest(source, number);
      try {
        const answer = await sendRaw(server.url, agent, hostile);
        statuses.set(answer.status, (statuses.get(answer.status) ?? 0) + 1);
        const fault = findFault(hostile, answer);
        if (fault === undefined) neighbours.push(...hostile.neighbours);
        else faults.push(`${describeRequest(number, hostile)}\n    ${fault}`);
      } catch (error) {
        faults.push(`${describeRequest(number, hostile)}\n    ${String(error)}`);
      }
    }
  }
  await Promise.all(Array.from({ length: CONCURRENCY }, work));
  agent.destroy();
  console.log(`answers by status: ${JSON.stringify(Object.fromEntries(statuses))}; ${neighbours.length} neighbours`);
  expect(faults.join("\n")).toBe("");
  expect(neighbours.length).toBeGreaterThan(REQUESTS / 20);

  await waitUntilFolded(server);
  const good = (await readAllEvents(server)).filter(({ name }) => name === "Good");
  expect(good.map(({ messageId }) => messageId).toSorted()).toEqual(neighbours.toSorted());
  expect(server.log.split("\n").filter((line) => line.includes('"level":"error"'))).toEqual([]);
  // What was accepted must be storable: a dead letter here is a check that is missing at the door.
  await server.kill("SIGINT");
  expect((await recountStore({ dataDir: server.dataDir })).deadLetters).toBe(0);
});
