import { setTimeout as sleep } from "node:timers/promises";
import { createRandom } from "@rapport/engine/random";
import { z } from "zod";
import { seedProject } from "../journeys/seed-project.ts";
import type { TestProject, TestServer } from "../server/compose-test-server.ts";
import { collectStrings } from "./collect-strings.ts";
import type { TenantOperation } from "./draw-call.ts";
import { drawCall, readTenantOperations } from "./draw-call.ts";

/** A project, a word that stands in everything of it and is sent by nobody else, and the ids that it shows to its own key. */
type Tenant = TestProject & { canary: string; ids: string[]; isStill: boolean; before: string };

export type TenantOutcome = {
  tenants: number;
  calls: number;
  /** Calls by status. */
  statuses: Record<string, number>;
  /** Answers in which another project's word stood. */
  leaks: string[];
  /** Projects that nobody who may has changed, and that are not as they were. */
  changed: string[];
};

/**
 * Fills projects, then makes random calls of the document's operations with the key of one and the ids of another. Every second
 * project calls nothing itself: what it shows to its own key must stay as it was.
 */
export async function runTenants(
  server: TestServer,
  { tenants: count, calls, seed }: { tenants: number; calls: number; seed: number },
): Promise<TenantOutcome> {
  const random = createRandom(seed);
  const operations = await readTenantOperations(server);
  const tenants: Tenant[] = [];
  for (let index = 0; index < count; index++) tenants.push(await openTenant(server, index, operations));
  const callers = tenants.filter(({ isStill }) => !isStill);
  const outcome: TenantOutcome = { tenants: count, calls, statuses: {}, leaks: [], changed: [] };
  for (let call = 0; call < calls; call++) {
    const caller = random.pick(callers);
    const other = random.pick(tenants.filter((tenant) => tenant !== caller));
    const { operation, path, request } = drawCall(random, operations, other.ids);
    const answer = await server.ask(path, { ...request, key: caller.secretKey });
    const text = await answer.text();
    outcome.statuses[answer.status] = (outcome.statuses[answer.status] ?? 0) + 1;
    const leaked = tenants.find((tenant) => tenant !== caller && text.includes(tenant.canary));
    if (leaked) outcome.leaks.push(`${operation} ${path} told ${caller.canary} of ${leaked.canary}`);
    if (answer.status >= 500 && answer.status !== 503)
      outcome.leaks.push(`${operation} ${path} answered ${answer.status}`);
  }
  for (const tenant of tenants.filter(({ isStill }) => isStill)) {
    const { text } = await readAll(server, tenant, operations);
    if (text !== tenant.before) outcome.changed.push(`${tenant.canary}: ${describeChange(tenant.before, text)}`);
  }
  return outcome;
}

/** The first part that is not as it was, from where it differs on. */
function describeChange(before: string, after: string): string {
  const [was, is] = [before.split("\n"), after.split("\n")];
  const line = was.findIndex((part, place) => part !== is[place]);
  const [old = "", now = ""] = [was[line], is[line]];
  const from = [...old].findIndex((letter, place) => letter !== now[place]);
  const around = (text: string) => text.slice(Math.max(0, from - 80), from + 80);
  return `${old.split(" ", 1)[0]} was ${around(old)} and is ${around(now)}`;
}

async function openTenant(server: TestServer, index: number, operations: readonly TenantOperation[]): Promise<Tenant> {
  const project = await server.addProject(`tenant-${index}`);
  const canary = `canary${index}x${crypto.randomUUID().slice(0, 8)}`;
  await seedProject(server, { project, text: (name) => `${name} ${canary}` });
  await waitForSegments(server, project);
  const { text, ids } = await readAll(server, project, operations);
  return { ...project, canary, ids, isStill: index % 2 === 1, before: text };
}

/** A segment is counted by a job: until then what the project shows still moves by itself. */
async function waitForSegments(server: TestServer, { secretKey }: TestProject): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    const answer = await server.ask("/api/v1/segments", { key: secretKey });
    if (!(await answer.text()).includes('"complete":false')) return;
    await sleep(100);
  }
  throw new Error("A segment was not counted within a minute");
}

/** What a project's own key reads of lists, without what moves by itself: times of use, and what jobs write. */
async function readAll(server: TestServer, { secretKey }: TestProject, operations: readonly TenantOperation[]) {
  const parts: string[] = [];
  const ids = new Set<string>(["ada", "item", "home"]);
  for (const { method, path, permission } of operations) {
    if (method !== "GET" || path.includes("{") || MOVING.test(permission)) continue;
    const answer = await server.ask(path, { key: secretKey });
    if (answer.status !== 200) continue;
    const body = listSchema.safeParse(await answer.json());
    if (!body.success) continue;
    parts.push(`${path} ${JSON.stringify(body.data.data)}`);
    for (const text of collectStrings(body.data)) if (ID.test(text)) ids.add(text);
  }
  return { text: parts.join("\n"), ids: [...ids] };
}

const listSchema = z.looseObject({ data: z.array(z.unknown()) });
const ID = /^([a-z]{2,4}_[0-9A-Za-z]{20,}|[0-9a-f-]{36})$/;
/** Keys say when they were last used; jobs and runs go on by themselves. */
const MOVING = /^(keys|jobs|agents|audit|webhooks|recommendations|intents|workspace):/;
