import type { PlanMode } from "@rapport/contracts/tracking-plan";
import { compileSchema } from "@rapport/domain/tracking-plan/compile-schema";
import type { ActivePlan } from "@rapport/domain/tracking-plan/plan-book";
import { trackMessage } from "@rapport/testkit/factories/messages";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { openTestStore } from "@rapport/testkit/store/open-test-store";
import type { ApiServices } from "../services.ts";
import { ingest } from "./ingest.ts";

/**
 * What a tracking plan costs at the door: processor time of `ingest` (validation and the plan, the log left out) for batches
 * of 100, without a plan, with a plan that does not name the event, and with one that does.
 */
const ROUNDS = Number(process.argv[2] ?? 40);
const BATCHES = 50;
const SCHEMA = {
  type: "object",
  required: ["product_id"],
  properties: {
    product_id: { type: "string", pattern: "^[a-z-]+$" },
    price: { type: "number", minimum: 0 },
    tags: { type: "array", items: { type: "string" } },
  },
};

const store = await openTestStore();
const { services } = createTestServices(store);
const planOf = (name: string, mode: PlanMode): ActivePlan => {
  const event = { mode, version: 1, check: compileSchema(SCHEMA) };
  return { find: (asked) => (asked === name ? event : undefined) };
};
const subjects = [
  { name: "floor: no look-up of a plan", plan: "none" },
  { name: "no plan", plan: undefined },
  { name: "a plan without the event", plan: planOf("Another", "warn") },
  { name: "a plan with the event, kept", plan: planOf("Product Viewed", "warn") },
] as const;
const messages = Array.from({ length: 100 }, (_, i) =>
  trackMessage({
    event: "Product Viewed",
    properties: { product_id: "copper-kettle", price: i, tags: ["tea", "copper"] },
  }),
);
const bytes = Buffer.byteLength(JSON.stringify({ batch: messages }));

/** Microseconds of processor time per event, of one round. */
async function measure(plan: (typeof subjects)[number]["plan"]): Promise<number> {
  const plans = { get: () => (plan === "none" ? undefined : plan) };
  // The real look-up for a project that has no plan; a fixed answer for the others.
  const looked = plan === undefined ? services.plans : plans;
  // as: what ingest reads of the services, without the server around it
  const api = {
    ...services,
    plans: looked,
    hub: { hasListeners: () => false },
    append: async () => "",
  } as unknown as ApiServices;
  const input = {
    caller: { projectId: "prj_1", kind: "write", keyId: "key_1", actor: { kind: "system" }, permissions: [] },
    messages,
    bytes,
    type: undefined,
    sentAt: undefined,
    historical: false,
    ip: undefined,
    userAgent: undefined,
  } as const;
  const before = process.cpuUsage();
  for (let i = 0; i < BATCHES; i++) await ingest(api, input, () => {});
  const { user, system } = process.cpuUsage(before);
  return (user + system) / (BATCHES * messages.length);
}

const times = subjects.map((): number[] => []);
// Turn by turn, so that a busy machine is busy for all alike.
for (let round = 0; round < ROUNDS + 5; round++) {
  for (const [i, { plan }] of subjects.entries()) {
    const time = await measure(plan);
    if (round >= 5) times[i]?.push(time);
  }
}
await store.close();
const medianOf = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
const floor = medianOf(times[0] ?? []);
console.log("| door | CPU µs per event, median | of the floor |\n|---|---|---|");
for (const [i, { name }] of subjects.entries()) {
  const median = medianOf(times[i] ?? []);
  console.log(`| ${name} | ${median.toFixed(2)} | ${(median / floor).toFixed(3)} |`);
}
