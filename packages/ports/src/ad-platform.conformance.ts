import type { AdObject, AdStatus, CampaignPlan, Creative } from "@rapport/contracts/ad-platforms";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { AdPlatform, ObjectRef, PlatformAnswer, SetStatus } from "./ad-platform.ts";
import { newAdTag, readTag } from "./ad-tag.ts";
import { dailyBudgetOf } from "./check-plan.ts";
import type { PermitTerms } from "./permit.ts";
import { issuePermit } from "./permit-office.ts";

export type AdPlatformFixture = {
  platform: AdPlatform;
  projectId: string;
  /** What goes wrong, by name: a dozen at least. */
  faults: readonly string[];
  /** Lets a fault strike the request after the next `skip` ones, once; some last until they are healed. */
  inject: (fault: string, skip: number) => void;
  /** Ends what lasts: the account is connected again, the version is served again. */
  heal: () => void;
  /** Lets time pass, also that of the fixture's clock. */
  wait: (ms: number) => Promise<void>;
  now: () => number;
  /** Texts and budgets that the platform takes. */
  creative: Creative;
  dailyBudgetCents: number;
  /** Objects whose name carries the tag, as the platform itself counts them: copies would show here. */
  count: (tag: string) => Promise<number>;
  close: () => Promise<void>;
};

/** Requests of a call that the faults are tried on: the first, some in the middle, and late ones. */
const STRIKES = [0, 1, 3, 6];
const ROUNDS = 8;
/** Ways to go wrong that every engine is tried with, at least. */
const FAULTS = 12;

/** The guarantees of `AdPlatform` as tests; every engine that can create campaigns runs this suite. */
export function adPlatformConformance(name: string, createFixture: () => Promise<AdPlatformFixture>): void {
  describe(`ad platform contract: ${name}`, () => {
    let fixture: AdPlatformFixture | undefined;
    beforeEach(async () => {
      fixture = await createFixture();
    });
    afterEach(() => fixture?.close());
    const bench = () => {
      if (!fixture) throw new Error("The platform is there only while a test runs");
      return new Bench(fixture);
    };
    creating(bench);
    changing(bench);
    permitting(bench);
    failing(bench);
  });
}

type Get = () => Bench;

/** A platform with what every test needs of it. */
class Bench {
  readonly fixture: AdPlatformFixture;

  constructor(fixture: AdPlatformFixture) {
    this.fixture = fixture;
  }

  get platform(): AdPlatform {
    return this.fixture.platform;
  }

  tag(): string {
    return newAdTag(this.fixture.now(), crypto.getRandomValues(new Uint8Array(10)));
  }

  plan(change: Partial<CampaignPlan> = {}): CampaignPlan {
    const { creative, dailyBudgetCents, platform } = this.fixture;
    const adSets = Array.from({ length: Math.min(2, platform.capabilities.maxAdSets) }, (_, i) => ({
      tag: this.tag(),
      name: `Ad set ${i}`,
      dailyBudgetCents,
      targeting: { countries: ["DE"], ageMin: 18, ageMax: 65, keywords: ["running shoes"] },
      ads: [0, 1].map((j) => ({ tag: this.tag(), name: `Ad ${i}.${j}`, creative })),
    }));
    const startsOn = new Date(this.fixture.now() + 86_400_000).toISOString().slice(0, 10);
    return { tag: this.tag(), name: "Spring sale", objective: "traffic", currency: "EUR", startsOn, adSets, ...change };
  }

  permit(part: Pick<PermitTerms, "action" | "tag"> & Partial<PermitTerms>) {
    const { projectId, now } = this.fixture;
    const rest = { projectId, dailyBudgetCents: 0, expiresAtMs: now() + 3_600_000, isStopped: () => false };
    return issuePermit({ ...rest, ...part }, now);
  }

  create(plan: CampaignPlan, part: Partial<PermitTerms> = {}) {
    const dailyBudgetCents = dailyBudgetOf(plan);
    const permit = this.permit({ action: "create", tag: plan.tag, dailyBudgetCents, ...part });
    return this.platform.createCampaign(permit, plan);
  }

  setStatus(object: AdObject, status: SetStatus["status"], part: Partial<PermitTerms> = {}) {
    const permit = this.permit({ action: "set-status", tag: object.tag, ...part });
    return this.platform.setStatus(permit, { object: refOf(object), status });
  }

  setBudget(object: AdObject, dailyBudgetCents: number, part: Partial<PermitTerms> = {}) {
    const permit = this.permit({ action: "set-budget", tag: object.tag, dailyBudgetCents, ...part });
    return this.platform.setBudget(permit, { object: refOf(object), dailyBudgetCents });
  }

  /** Repeats a call until it succeeds, as a patient caller does. */
  async patiently<T>(call: () => Promise<PlatformAnswer<T>>): Promise<T> {
    const seen: string[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const answer = await call();
      if (answer.ok) return answer.value;
      const { failure } = answer;
      seen.push(`${failure.kind}: ${failure.message}`);
      if (failure.kind === "disconnected" || failure.kind === "sunset") this.fixture.heal();
      await this.fixture.wait("retryAfterMs" in failure ? failure.retryAfterMs : 1_000);
    }
    throw new Error(`It never succeeded: ${seen.join("; ")}`);
  }

  async expectWhole(plan: CampaignPlan): Promise<void> {
    const tags = tagsOf(plan);
    const found = await this.patiently(() => this.platform.findByTag(plan.tag));
    expect(found.map(({ tag }) => tag).sort()).toEqual([...tags].sort());
    expect(await Promise.all(tags.map(this.fixture.count))).toEqual(tags.map(() => 1));
  }
}

const refOf = ({ kind, id, tag }: AdObject): ObjectRef => ({ kind, id, tag });
const tagsOf = ({ tag, adSets }: CampaignPlan) => [
  tag,
  ...adSets.flatMap((set) => [set.tag, ...set.ads.map((ad) => ad.tag)]),
];

function mustHave<T>(answer: PlatformAnswer<T>): T {
  if (answer.ok) return answer.value;
  throw new Error(`${answer.failure.kind}: ${answer.failure.message}`);
}

function creating(get: Get): void {
  test("a campaign is created whole and paused, each object under its tag, and read back the same", async () => {
    const bench = get();
    const plan = bench.plan();
    expect(await bench.platform.findByTag(plan.tag)).toEqual({ ok: true, value: [] });
    const made = mustHave(await bench.create(plan));
    expect(made.map(({ tag }) => tag).sort()).toEqual(tagsOf(plan).sort());
    expect(new Set(made.map(({ status }) => status))).toEqual(new Set<AdStatus>(["paused"]));
    expect(made.map(({ name }) => readTag(name))).toEqual(made.map(({ tag }) => tag));
    expect(made[0]).toMatchObject({ kind: "campaign", parentId: null, dailyBudgetCents: null });
    const [adSet] = made.filter(({ kind }) => kind === "ad-set");
    expect(adSet).toMatchObject({ parentId: made[0]?.id, dailyBudgetCents: bench.fixture.dailyBudgetCents });
    const found = mustHave(await bench.platform.findByTag(plan.tag));
    const order = (a: AdObject, b: AdObject) => (a.tag < b.tag ? -1 : 1);
    expect(found.sort(order)).toEqual(made.sort(order));
    expect(mustHave(await bench.platform.findByTag(adSet?.tag ?? ""))).toEqual([adSet]);
  });

  test("the same call again changes nothing and answers the same", async () => {
    const bench = get();
    const plan = bench.plan();
    const first = mustHave(await bench.create(plan));
    expect(mustHave(await bench.create(plan))).toEqual(first);
    await bench.expectWhole(plan);
  });

  test("a plan that breaks a limit is refused with pointers, by the dry run as by the call, and nothing is made", async () => {
    const bench = get();
    const { capabilities } = bench.platform;
    const length = capabilities.placements[0]?.headlines.length ?? 0;
    const creative = { ...bench.fixture.creative, headlines: ["x".repeat(length + 1)] };
    const good = bench.plan();
    const [adSet] = good.adSets;
    if (!adSet) throw new Error("A plan has an ad set");
    const pointers = async (plan: CampaignPlan) => {
      const created = await bench.create(plan);
      expect(created.ok ? "created" : created.failure.kind).toBe("bad-request");
      const fields = created.ok || created.failure.kind !== "bad-request" ? [] : created.failure.fields;
      const { problems } = mustHave(await bench.platform.validate(plan));
      expect(problems).toEqual(fields);
      expect(await bench.fixture.count(plan.tag)).toBe(0);
      return fields.map(({ pointer }) => pointer);
    };
    const long = { ...good, adSets: [{ ...adSet, ads: adSet.ads.map((ad) => ({ ...ad, creative })) }] };
    expect(await pointers(long)).toContain("/adSets/0/ads/0/creative/headlines/0");
    const cheap = { ...good, adSets: [{ ...adSet, dailyBudgetCents: capabilities.minDailyBudgetCents - 1 }] };
    expect(await pointers(cheap)).toEqual(["/adSets/0/dailyBudgetCents"]);
    const twice = { ...good, adSets: [{ ...adSet, tag: good.tag }] };
    expect(await pointers(twice)).toEqual(["/adSets/0/tag"]);
  });

  test("a dry run of a good plan finds nothing and makes nothing", async () => {
    const bench = get();
    const plan = bench.plan();
    expect(mustHave(await bench.platform.validate(plan)).problems).toEqual([]);
    expect(await Promise.all(tagsOf(plan).map(bench.fixture.count))).toEqual(tagsOf(plan).map(() => 0));
  });
}

function changing(get: Get): void {
  test("status and budget are as set when they are read back, also when set twice", async () => {
    const bench = get();
    const plan = bench.plan();
    const made = mustHave(await bench.create(plan));
    for (const object of made) {
      for (const status of ["active", "active", "paused"] as const) {
        expect(mustHave(await bench.setStatus(object, status))).toEqual({ ...object, status });
      }
    }
    const adSet = made.find(({ kind }) => kind === "ad-set");
    if (!adSet) throw new Error("There is an ad set");
    const dailyBudgetCents = bench.fixture.dailyBudgetCents * 2;
    for (const _ of [1, 2])
      expect(mustHave(await bench.setBudget(adSet, dailyBudgetCents))).toEqual({ ...adSet, dailyBudgetCents });
    expect(mustHave(await bench.platform.findByTag(adSet.tag))).toEqual([{ ...adSet, dailyBudgetCents }]);
  });

  test("a new creative shows under the ad's own tag, once, however often it is set", async () => {
    const bench = get();
    const made = mustHave(await bench.create(bench.plan()));
    const ad = made.find(({ kind }) => kind === "ad");
    if (!ad) throw new Error("There is an ad");
    const { headlines } = bench.fixture.creative;
    const creative = { ...bench.fixture.creative, headlines: headlines.map((text, i) => `${text.slice(0, 20)} ${i}`) };
    const tag = bench.tag();
    const update = () => {
      const permit = bench.permit({ action: "update-creative", tag: ad.tag });
      return bench.platform.updateCreative(permit, { object: refOf(ad), tag, creative });
    };
    const changed = mustHave(await update());
    expect(changed).toMatchObject({ kind: "ad", tag: ad.tag, parentId: ad.parentId, status: "paused" });
    expect(mustHave(await update())).toEqual(changed);
    expect(mustHave(await bench.platform.findByTag(ad.tag))).toEqual([changed]);
    expect(await bench.fixture.count(ad.tag)).toBe(1);
  });

  test("what is removed is not found any more, and its tag may be made anew", async () => {
    const bench = get();
    const plan = bench.plan();
    const [campaign] = mustHave(await bench.create(plan));
    if (!campaign) throw new Error("There is a campaign");
    mustHave(await bench.setStatus(campaign, "removed"));
    expect(await bench.platform.findByTag(plan.tag)).toEqual({ ok: true, value: [] });
    const again = mustHave(await bench.create(plan));
    expect(again).toHaveLength(tagsOf(plan).length);
    expect(again.map(({ id }) => id)).not.toContain(campaign.id);
    await bench.expectWhole(plan);
  });
}

function permitting(get: Get): void {
  test("without a permit that covers it nothing is sent", async () => {
    const bench = get();
    const plan = bench.plan();
    const { projectId } = bench.fixture;
    const terms = {
      projectId,
      action: "create",
      tag: plan.tag,
      dailyBudgetCents: 1e9,
      expiresAtMs: 9e15,
      isStopped: () => false,
    };
    const forged: unknown[] = [
      undefined,
      {},
      terms,
      Object.create(Object.getPrototypeOf(bench.permit({ action: "create", tag: plan.tag }))),
    ];
    for (const permit of forged) {
      // as: what the compiler refuses is what is tried here
      await expect(bench.platform.createCampaign(permit as never, plan)).rejects.toMatchObject({ code: "forbidden" });
    }
    const wrong: Partial<PermitTerms>[] = [
      { projectId: "prj_other" },
      { action: "set-status" },
      { tag: bench.tag() },
      { dailyBudgetCents: dailyBudgetOf(plan) - 1 },
      { dailyBudgetCents: Number.NaN },
      { expiresAtMs: bench.fixture.now() - 1 },
    ];
    for (const part of wrong) await expect(bench.create(plan, part)).rejects.toMatchObject({ code: "forbidden" });
    expect(await bench.fixture.count(plan.tag)).toBe(0);
  });

  test("once the kill switch is thrown nothing is created or started; pausing goes through", async () => {
    const bench = get();
    const plan = bench.plan();
    const stopped = { isStopped: () => true };
    const refused = await bench.create(plan, stopped);
    expect(refused).toMatchObject({ ok: false, failure: { kind: "stopped" } });
    expect(await bench.fixture.count(plan.tag)).toBe(0);
    const [campaign] = mustHave(await bench.create(plan));
    if (!campaign) throw new Error("There is a campaign");
    mustHave(await bench.setStatus(campaign, "active"));
    expect(await bench.setStatus(campaign, "active", stopped)).toMatchObject({ failure: { kind: "stopped" } });
    expect(mustHave(await bench.setStatus(campaign, "paused", stopped))).toMatchObject({ status: "paused" });
  });
}

function failing(get: Get): void {
  test("after each fault, wherever it strikes, repeating leaves exactly one object per tag", async () => {
    const bench = get();
    expect(new Set(bench.fixture.faults).size).toBeGreaterThanOrEqual(FAULTS);
    for (const fault of bench.fixture.faults) {
      for (const skip of STRIKES) {
        const plan = bench.plan();
        bench.fixture.inject(fault, skip);
        await bench.patiently(() => bench.create(plan));
        bench.fixture.heal();
        await bench.expectWhole(plan);
      }
    }
  });

  test("after each fault, wherever it strikes, a repeated change is as it was asked for", async () => {
    const bench = get();
    const plan = bench.plan();
    const made = mustHave(await bench.create(plan));
    const adSet = made.find(({ kind }) => kind === "ad-set");
    const ad = made.find(({ kind }) => kind === "ad");
    if (!adSet || !ad) throw new Error("There are an ad set and an ad");
    let dailyBudgetCents = bench.fixture.dailyBudgetCents;
    for (const fault of bench.fixture.faults) {
      for (let skip = 0; skip < 3; skip++) {
        dailyBudgetCents += 100;
        bench.fixture.inject(fault, skip);
        await bench.patiently(() => bench.setBudget(adSet, dailyBudgetCents));
        bench.fixture.inject(fault, skip);
        await bench.patiently(() => bench.setStatus(adSet, "active"));
        bench.fixture.heal();
        const now = mustHave(await bench.platform.findByTag(adSet.tag));
        expect(now).toEqual([{ ...adSet, status: "active", dailyBudgetCents }]);
      }
    }
    await bench.expectWhole(plan);
  });
}
