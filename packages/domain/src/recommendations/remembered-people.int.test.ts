import type { Store } from "@rapport/store/database";
import { enrichedEvent } from "@rapport/testkit/factories/enriched-events";
import { createTestServices } from "@rapport/testkit/store/create-test-services";
import { describeOnBothEngines } from "@rapport/testkit/store/describe-on-both-engines";
import { readRows } from "@rapport/testkit/store/open-test-store";
import { afterEach, expect, test } from "vitest";
import type { Context } from "../context.ts";
import type { EnrichedEvent } from "../events/enriched-event.ts";
import { recordEvents } from "../events/record-events.ts";
import { listMerges } from "../identity/list-merges.ts";
import { undoMerge } from "../identity/undo-merge.ts";
import { PeopleNews } from "../realtime/people-news.ts";
import { ensureProject } from "../workspaces/projects.ts";
import type { SubjectIds } from "./find-subject.ts";
import { findPerson } from "./find-subject.ts";
import { recallPeople } from "./recall-people.ts";

const AT = Date.UTC(2026, 0, 5, 12);
let projects = 0;
let acts = 0;
let minutes = 0;

const view = (who: Partial<EnrichedEvent>, item: string): Partial<EnrichedEvent> => ({
  ...who,
  name: "Product Viewed",
  payload: { properties: { product_id: item } },
});
const signIn = (userId: string, anonymousId: string): Partial<EnrichedEvent> => ({
  type: "identify",
  userId,
  anonymousId,
  payload: { traits: { name: userId } },
});
const erase = (userId: string): Partial<EnrichedEvent> => ({
  userId,
  name: "erase",
  privacy: { id: `prq_remembered_${++acts}`, act: "erase", suppress: false, requestedBy: "system" },
});

describeOnBothEngines("people in memory", ({ store, openAgain }) => {
  const closings: (() => Promise<void>)[] = [];
  afterEach(async () => {
    for (const close of closings.splice(0).reverse()) await close();
  });

  async function open(on: Store, slug: string) {
    const { services } = createTestServices(on, AT, ++projects);
    const { id: projectId } = await ensureProject(services, { slug, name: slug });
    const ctx: Context = { ...services, projectId, actor: { kind: "key", keyId: "key_1" } };
    const record = (...batch: Partial<EnrichedEvent>[]) =>
      recordEvents(services, {
        logId: projectId,
        steps: [],
        events: batch.map((event) =>
          enrichedEvent({ anonymousId: undefined, timestampMs: AT + minutes++ * 60_000, ...event, projectId }),
        ),
      });
    return { ctx, record };
  }

  const IDS: SubjectIds[] = [
    ...["u1", "u2"].map((userId) => ({ userId })),
    ...["d1", "d2"].map((anonymousId) => ({ anonymousId })),
  ];
  const known = (ctx: Context) => Promise.all(IDS.map((ids) => findPerson(ctx, ids)));
  const stored = (ctx: Context) => Promise.all(IDS.map((ids) => findPerson(ctx, { ...ids, fresh: true })));
  const isInMemory = ({ recommenders, projectId }: Context, userId: string) =>
    recommenders.people.find(projectId, { kind: "user", value: userId }) !== undefined;

  /** What happens to people one after the other, each step by the server that is given. */
  const STEPS: ((server: Awaited<ReturnType<typeof open>>) => Promise<unknown>)[] = [
    ({ record }) => record(view({ userId: "u1" }, "kettle"), view({ anonymousId: "d1" }, "pan")),
    ({ record }) => record(view({ anonymousId: "d1" }, "mill")),
    // Two people become one, with what both did.
    ({ record }) => record(signIn("u1", "d1")),
    ({ record }) => record(view({ anonymousId: "d1" }, "board")),
    async ({ ctx }) => {
      const { data } = await listMerges(ctx, { id: "u1", limit: 1 });
      await undoMerge(ctx, data[0]?.id ?? "");
    },
    // A device that changes hands leads to somebody else.
    ({ record }) => record(view({ userId: "u2", anonymousId: "d2" }, "kettle")),
    ({ record }) => record(view({ userId: "u1", anonymousId: "d2" }, "pan")),
    ({ record }) => record(erase("u1")),
    ({ record }) => record(view({ userId: "u1" }, "knife")),
  ];

  test("are what the store says after each event, merge, undone merge and erasure, and are not asked of it twice", async () => {
    const one = await open(store(), `remembered-${projects}`);
    for (const step of STEPS) {
      await known(one.ctx);
      await step(one);
      expect(await known(one.ctx)).toEqual(await stored(one.ctx));
    }
    expect(isInMemory(one.ctx, "u2")).toBe(true);
    await readRows(store(), `delete from profiles where project_id = '${one.ctx.projectId}'`);
    expect((await known(one.ctx))[1]?.recentItems).toMatchObject([["kettle", "viewed", expect.any(Number)]]);
  });

  test("are asked of the store again when the answer to an undone merge was lost with its commit", async () => {
    const { ctx, record } = await open(store(), `remembered-${projects}`);
    await record(view({ userId: "u1" }, "kettle"), view({ anonymousId: "d1" }, "pan"));
    await record(signIn("u1", "d1"));
    await known(ctx);
    const withTransaction: Store["withTransaction"] = async (...call) => {
      await ctx.store.withTransaction(...call);
      throw new Error("the answer was lost");
    };
    const { data } = await listMerges(ctx, { id: "u1", limit: 1 });
    const cut = { ...ctx, store: Object.assign(Object.create(ctx.store), { withTransaction }) };
    await expect(undoMerge(cut, data[0]?.id ?? "")).rejects.toThrow("lost");
    expect(await known(ctx)).toEqual(await stored(ctx));
  });

  test("are read into memory as a start finds them, those who did something last first, under all their ids", async () => {
    const before = await open(store(), `remembered-${projects}`);
    await before.record(view({ userId: "u2" }, "mill"), view({ anonymousId: "d2" }, "mill"));
    const recorded = await before.record(view({ userId: "u1" }, "kettle"), signIn("u1", "d1"));
    const { ctx } = before;
    ctx.recommenders.get(ctx.projectId);
    await ctx.recommenders.ready(ctx.projectId);
    await recallPeople(ctx, ctx.projectId, AbortSignal.abort());
    expect(ctx.recommenders.people.size).toBe(0);
    await recallPeople(ctx, ctx.projectId, new AbortController().signal);
    expect(ctx.recommenders.people.size).toBe(3);
    const inMemory = IDS.map(({ userId, anonymousId = "" }) =>
      ctx.recommenders.people.find(
        ctx.projectId,
        userId === undefined ? { kind: "anonymous", value: anonymousId } : { kind: "user", value: userId },
      ),
    );
    expect(inMemory).toEqual(await stored(ctx));
    const { recommender } = ctx.recommenders.get(ctx.projectId);
    expect(recommender.latestPersons(1)).toEqual([recorded[0]?.profileId]);
  });

  test("whose change was not made stay, and are not kept when it was made while they were read", async () => {
    const { ctx, record } = await open(store(), `remembered-${projects}`);
    await record(view({ userId: "u1" }, "kettle"));
    const reading = findPerson(ctx, { userId: "u1" });
    await Promise.all([reading, record(view({ userId: "u1" }, "pan"))]);
    expect((await findPerson(ctx, { userId: "u1" }))?.recentItems).toHaveLength(2);
    // A user id that another project has is another person.
    const other = await open(store(), `remembered-${projects}`);
    expect(await findPerson(other.ctx, { userId: "u1" })).toBeUndefined();
  });

  test.runIf(process.env.DATABASE_URL)("follow within a second what another server does, and a lost line", async () => {
    if (!openAgain) return;
    const slug = `remembered-${projects}`;
    const servers: Awaited<ReturnType<typeof open>>[] = [];
    for (const node of ["one", "two"]) {
      const own = await openAgain();
      const server = await open(own, slug);
      const { log, recommenders } = server.ctx;
      const news = new PeopleNews({ store: own, log, node, people: recommenders.people });
      await news.start();
      closings.push(async () => {
        await news.stop();
        await own.close();
      });
      servers.push(server);
    }
    const [one, two] = servers;
    if (!one || !two) throw new Error("Two were opened");
    const seeTogether = { timeout: 1_000, interval: 20 };
    for (const [number, step] of STEPS.entries()) {
      await Promise.all([known(one.ctx), known(two.ctx)]);
      await step(number % 2 ? one : two);
      for (const { ctx } of servers) {
        await expect.poll(async () => isEqual(await known(ctx), await stored(ctx)), seeTogether).toBe(true);
      }
    }
    const keeps = () => servers.every(({ ctx }) => isInMemory(ctx, "u2"));
    const askAll = async () => {
      await Promise.all([known(one.ctx), known(two.ctx)]);
      return keeps();
    };
    await expect.poll(askAll, { timeout: 5_000 }).toBe(true);
    // What is told while nobody hears is not heard: nothing that was kept before counts.
    await readRows(store(), "select pg_terminate_backend(pid) from pg_stat_activity where query ilike 'listen%'");
    await one.record(view({ userId: "u2" }, "knife"));
    const itemsOf = async () => (await findPerson(two.ctx, { userId: "u2" }))?.recentItems.map(([item]) => item);
    await expect.poll(itemsOf, { timeout: 1_500 }).toContain("knife");
    await expect.poll(askAll, { timeout: 5_000 }).toBe(true);
    expect(await itemsOf()).toContain("knife");
  });
});

function isEqual(left: unknown, right: unknown): boolean {
  return JSON.stringify(left) === JSON.stringify(right);
}
