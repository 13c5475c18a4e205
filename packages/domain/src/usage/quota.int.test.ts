import type { Plan } from "@rapport/contracts/usage";
import { createRandom } from "@rapport/engine/random";
import type { Store } from "@rapport/store/database";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { expect, test } from "vitest";
import { recordEvents } from "../events/record-events.ts";
import { ensureProject } from "../workspaces/projects.ts";
import { getUsage } from "./get-usage.ts";
import type { QuotaOptions } from "./quota.ts";
import { Quota } from "./quota.ts";
import { RejectMeter } from "./reject-meter.ts";
import { setPlan } from "./set-plan.ts";

const OPTIONS: QuotaOptions = {
  plans: {
    free: { eventsPerDay: 1_000, eventsPerSecond: 1e6, burstEvents: 1e6 },
    pro: { eventsPerDay: 100_000, eventsPerSecond: 1e6, burstEvents: 1e6 },
  },
  lease: { percent: 1, minEvents: 10, idleMs: 60_000 },
};

const NOON_MS = Date.UTC(2026, 0, 5, 12);
const HALF_DAY_MS = 12 * 3_600_000;
let projects = 0;

describeOnBothEngines("quotas", ({ store, openAgain }) => {
  async function newProject(plan: Plan) {
    // Ids begin with their time: a moment of its own gives each project ids of its own.
    const { services, clock } = createTestServices(store(), NOON_MS + ++projects);
    const slug = `quota-${projects}`;
    const { id } = await ensureProject(services, { slug, name: slug, id: `prj_quota_${projects}` });
    await setPlan(services, { workspace: slug, plan });
    const open = (on: Store = store(), options = OPTIONS) => new Quota({ ...services, store: on }, options);
    return { id, slug, services, clock, open };
  }
  const grantedOf = async (quota: Quota, projectId: string, events: number) =>
    (await quota.take(projectId, events)).granted;

  test.each<[Plan, number]>([
    ["free", 1_000],
    ["pro", 100_000],
  ])(
    "three nodes on one store never let %s have more than its day, and lose at most the lease of one that was killed",
    async (plan, limit) => {
      const { id, open } = await newProject(plan);
      const stores = openAgain ? [await openAgain(), await openAgain()] : [];
      const nodes = [open(), ...(stores.length > 0 ? stores.map((other) => open(other)) : [open(), open()])];
      const random = createRandom(11);
      let granted = 0;
      const biggest = limit / 200;
      const run = async (node: Quota, until: () => boolean) => {
        while (!until()) {
          const got = await grantedOf(node, id, 1 + Math.floor(random.next() * biggest));
          granted += got;
          if (got === 0) return;
        }
      };
      // The first node is killed in the middle of the day: it is asked no more, and gives nothing back.
      await Promise.all(nodes.map((node, i) => run(node, () => i === 0 && granted > limit / 2)));
      for (const node of nodes.slice(1)) await node.close();
      expect(granted).toBeLessThanOrEqual(limit);
      const lease = Math.max(10, limit / 100);
      expect(granted).toBeGreaterThanOrEqual(limit - 2 * lease);
      for (const other of stores) await other.close();
    },
  );

  test("what a killed process held is free again when the next one has stored what it took", async () => {
    const { id, services, open } = await newProject("free");
    const killed = open();
    await killed.take(id, 95);
    const events = Array.from({ length: 95 }, () =>
      enrichedEvent({ projectId: id, charged: true, receivedAtMs: services.now() }),
    );
    await recordEvents(services, { logId: id, steps: [{ partition: 0, from: 0, to: 1 }], events });
    const next = open();
    await next.take(id, 5);
    await next.freeLost();
    await next.close();
    expect(await grantedOf(open(), id, 1_000)).toBe(900);
  });

  test("copies of stored events cost nothing, however often they come", async () => {
    const { id, services, open } = await newProject("free");
    const quota = open();
    const events = Array.from({ length: 400 }, () =>
      enrichedEvent({ projectId: id, charged: true, receivedAtMs: services.now() }),
    );
    for (const from of [0, 1, 2, 3]) {
      expect(await grantedOf(quota, id, 400)).toBe(400);
      await recordEvents(services, { logId: id, steps: [{ partition: 0, from, to: from + 1 }], events });
    }
    await quota.close();
    expect(await grantedOf(open(), id, 1_000)).toBe(600);
  });

  test("usage counts what is stored, what came twice, what was refused, and the bytes", async () => {
    const { id, services, open } = await newProject("free");
    const events = Array.from({ length: 7 }, () =>
      enrichedEvent({ projectId: id, receivedAtMs: services.now(), bytes: 50 }),
    );
    const copy = { ...(events[0] ?? enrichedEvent()) };
    await recordEvents(services, { logId: id, steps: [{ partition: 0, from: 0, to: 1 }], events: [...events, copy] });
    await recordEvents(services, { logId: id, steps: [{ partition: 0, from: 1, to: 2 }], events: [copy] });
    // Taken apart after a failure: run again without offsets, copies prove nothing.
    await recordEvents(services, { logId: id, steps: [], events });
    const rejects = new RejectMeter(services);
    rejects.add(id, 3);
    rejects.add(id, 1);
    await rejects.flush();
    await rejects.flush();
    const ctx = { ...services, projectId: id, actor: { kind: "system" } as const };
    const usage = await getUsage(ctx, { quota: open(), days: 30 });
    expect(usage).toMatchObject({
      plan: "free",
      remaining: 993,
      today: { accepted: 7, duplicates: 2, rejected: 4, bytes: 350 },
      limits: { eventsPerDay: 1_000 },
    });
    expect(usage.days).toEqual([{ day: usage.day, ...usage.today }]);
    const [stored] = await readRows(store(), `select count(*)::int as n from events where project_id = '${id}'`);
    expect(stored?.n).toBe(usage.today.accepted);
  });

  test("at the UTC midnight the day begins anew, and at a change of plan its bounds", async () => {
    const { id, slug, services, clock, open } = await newProject("free");
    const quota = open();
    expect(await grantedOf(quota, id, 1_200)).toBe(1_000);
    expect((await quota.take(id, 1)).refusal).toEqual({
      code: "quota_exceeded",
      waitMs: NOON_MS + HALF_DAY_MS - clock.nowMs,
    });
    clock.nowMs += HALF_DAY_MS;
    expect(await grantedOf(quota, id, 600)).toBe(600);
    await setPlan(services, { workspace: slug, plan: "pro" });
    clock.nowMs += 6_000;
    await expect.poll(async () => (await quota.workspaceOf(id)).plan).toBe("pro");
    expect(await grantedOf(quota, id, 5_000)).toBe(5_000);
    expect((await quota.standing(id))?.remaining).toBeLessThanOrEqual(100_000 - 5_600);
  });

  test("a lease that nobody uses is given back to the other nodes", async () => {
    const { id, clock, open } = await newProject("free");
    const idle = open();
    const busy = open();
    await idle.take(id, 1);
    expect(await grantedOf(busy, id, 1_000)).toBeLessThan(999);
    clock.nowMs += 61_000;
    await idle.returnIdle();
    const more = await grantedOf(busy, id, 1_000);
    expect(more).toBeGreaterThan(0);
    expect(await grantedOf(idle, id, 10)).toBe(0);
  });

  test("a burst is cut at its bound and says when the next may come", async () => {
    const { id, open } = await newProject("free");
    const plans = { ...OPTIONS.plans, free: { eventsPerDay: 1_000, eventsPerSecond: 10, burstEvents: 50 } };
    const quota = open(store(), { ...OPTIONS, plans });
    expect(await quota.take(id, 70)).toMatchObject({ granted: 50, refusal: { code: "rate_limited", waitMs: 2_000 } });
  });

  test("while the store is away a lease goes on; then free waits, and pro goes on and is charged later", async () => {
    const away = Object.assign(new Error("gone"), { code: "08006" });
    for (const [plan, expected] of [
      ["free", { granted: 0, storeAway: "closed", refusal: { code: "unavailable" } }],
      ["pro", { granted: 700, storeAway: "open", refusal: undefined }],
    ] as const) {
      const { id, open } = await newProject(plan);
      let gone = false;
      const db = new Proxy(store().db, {
        get: (target, name) => {
          if (gone) throw away;
          const member: unknown = Reflect.get(target, name);
          return typeof member === "function" ? member.bind(target) : member;
        },
      });
      const quota = open({ ...store(), db });
      expect(await grantedOf(quota, id, 1)).toBe(1);
      gone = true;
      const held = await grantedOf(quota, id, 5);
      expect(held).toBe(5);
      while ((await quota.take(id, 1)).storeAway === undefined);
      expect(await quota.take(id, 700)).toMatchObject(expected);
      gone = false;
      await quota.take(id, 1);
      await quota.close();
      const [day] = await readRows(
        store(),
        `select leased::int as n from quota_days q join projects p on p.workspace_id = q.workspace_id where p.id = '${id}'`,
      );
      if (plan === "pro") expect(day?.n).toBeGreaterThan(700);
      else expect(day?.n).toBeLessThan(100);
    }
  });

  test("what is unlimited is never counted against anything", async () => {
    const { id, open } = await newProject("unlimited");
    expect(await open().take(id, 1e6)).toEqual({ granted: 1e6, standing: undefined, lease: undefined });
    expect(
      await readRows(
        store(),
        `select 1 from quota_days q join projects p on p.workspace_id = q.workspace_id where p.id = '${id}'`,
      ),
    ).toHaveLength(0);
  });
});
