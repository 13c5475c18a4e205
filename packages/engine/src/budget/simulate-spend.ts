import type { Random } from "../random.ts";
import { createRandom } from "../random.ts";
import type { LedgerDay, SpendCaps } from "./spend-ledger.ts";
import { dayText, exposureOf, findCapBreach, growthOf, promiseDays, settleDays } from "./spend-ledger.ts";

/** One ad set: what our ledger holds, and what its platform really does. */
type AdSet = {
  campaignId: string;
  days: Map<number, LedgerDay>;
  /** Daily budget that we know the platform to have; 0 while it is paused. */
  confirmedCents: number;
  /** What was asked for and is not certain yet. */
  open: { dailyCents: number } | undefined;
  /** What the platform goes by, whatever we know. */
  platformCents: number;
  /** Most that it was allowed today. */
  allowedTodayCents: number;
};

type World = {
  random: Random;
  adSets: AdSet[];
  caps: Omit<SpendCaps, "campaignCents">;
  budgets: Map<string, number>;
  untilDay: number;
};

/** Begins some days before a month ends, so that runs cross it. */
const FIRST_DAY = Date.UTC(2026, 0, 28) / 86_400_000;
const DAYS = 8;
const STEPS = 4;

/** What was spent beyond a cap, and how often something was allowed and refused. */
export type SpendRun = { breaches: string[]; promised: number; refused: number };

/**
 * One random history of campaigns under caps: budgets are raised, lowered, paused and resumed, requests get lost before or after the platform
 * has acted, answers come late or never, and each platform spends anything up to the most it was allowed on a day. The ledger's own functions
 * decide what is promised; what was spent is then held to the caps. Everything follows from the seed.
 */
export function simulateSpend(seed: number): SpendRun {
  const random = createRandom(seed);
  const world = newWorld(random);
  const run: SpendRun = { breaches: [], promised: 0, refused: 0 };
  for (let day = FIRST_DAY; day < FIRST_DAY + DAYS; day += 1) {
    for (const adSet of world.adSets) adSet.allowedTodayCents = adSet.platformCents;
    for (let step = 0; step < STEPS; step += 1) act(world, random.pick(world.adSets), day, run);
    for (const adSet of world.adSets) spend(world, adSet, day);
  }
  run.breaches.push(...findOverspend(world));
  return run;
}

function newWorld(random: Random): World {
  const campaigns = Array.from({ length: 1 + random.int(3) }, (_, index) => `c${index}`);
  const adSets = campaigns.flatMap((campaignId) =>
    Array.from({ length: 1 + random.int(2) }, () => ({
      campaignId,
      days: new Map<number, LedgerDay>(),
      confirmedCents: 0,
      open: undefined,
      platformCents: 0,
      allowedTodayCents: 0,
    })),
  );
  const cap = (most: number) => (random.int(4) === 0 ? null : 1 + random.int(most));
  return {
    random,
    adSets,
    caps: { dayCents: cap(300), monthCents: cap(1_200), projectCents: cap(1_800) },
    budgets: new Map(campaigns.map((id) => [id, 1 + random.int(900)])),
    untilDay: FIRST_DAY + random.int(DAYS),
  };
}

/** One thing that happens: somebody asks for a budget, or an answer to an earlier question becomes known. */
function act(world: World, adSet: AdSet, today: number, run: SpendRun): void {
  const { random, untilDay } = world;
  if (adSet.open) {
    // Read back: what the platform goes by is what is settled; or the request is sent once more.
    if (random.int(3) === 0) return;
    deliver(adSet, adSet.open.dailyCents);
    settle(adSet, { fromDay: today, untilDay, dailyCents: adSet.open.dailyCents }, today);
    return;
  }
  const dailyCents = random.int(3) === 0 ? 0 : 1 + random.int(150);
  const plan = { fromDay: today, untilDay, dailyCents };
  if (dailyCents > 0 && untilDay < today) return;
  const after = promiseDays(new Map([...adSet.days].map(([day, row]) => [day, row.promisedCents])), plan);
  const grown = growthOf([...adSet.days.values()], after).map((row) => ({ campaignId: adSet.campaignId, ...row }));
  const caps = { ...world.caps, campaignCents: world.budgets.get(adSet.campaignId) ?? 0 };
  if (findCapBreach([...exposures(world), ...grown], caps, { campaignId: adSet.campaignId, fromDay: today })) {
    run.refused += 1;
    return;
  }
  run.promised += 1;
  write(adSet, after);
  adSet.open = { dailyCents };
  // Lost on the way, or the platform acts and its answer is lost, or all goes well.
  const fate = random.int(3);
  if (fate > 0) deliver(adSet, dailyCents);
  if (fate === 2) settle(adSet, plan, today);
}

function deliver(adSet: AdSet, dailyCents: number): void {
  adSet.platformCents = dailyCents;
  adSet.allowedTodayCents = Math.max(adSet.allowedTodayCents, dailyCents);
}

function settle(adSet: AdSet, plan: { fromDay: number; untilDay: number; dailyCents: number }, today: number): void {
  write(adSet, settleDays(new Map([...adSet.days].map(([day, row]) => [day, row.promisedCents])), { ...plan, today }));
  adSet.confirmedCents = plan.dailyCents;
  adSet.open = undefined;
}

function write(adSet: AdSet, promises: ReadonlyMap<number, number>): void {
  for (const [day, row] of adSet.days) if (!promises.has(day)) adSet.days.set(day, { ...row, promisedCents: 0 });
  for (const [day, promisedCents] of promises) {
    adSet.days.set(day, { ...(adSet.days.get(day) ?? { day, spentCents: 0, isFinal: false }), promisedCents });
  }
}

/** The platform spends up to the most it was allowed, and stops after the campaign's last day; we hear of it late, or a day later. */
function spend({ random, untilDay }: World, adSet: AdSet, day: number): void {
  if (day > untilDay) return;
  const spentCents = random.int(2) === 0 ? adSet.allowedTodayCents : random.int(adSet.allowedTodayCents + 1);
  const row = adSet.days.get(day) ?? { day, promisedCents: 0, spentCents: 0, isFinal: false };
  adSet.days.set(day, { ...row, spentCents, isFinal: random.int(2) === 0 });
}

function exposures({ adSets }: World) {
  return adSets.flatMap(({ campaignId, days }) =>
    [...days.values()].map((row) => ({ campaignId, day: row.day, cents: exposureOf(row) })),
  );
}

/** Caps that were not held, by what was really spent. */
function findOverspend({ adSets, caps, budgets }: World): string[] {
  const spent = adSets.flatMap(({ campaignId, days }) =>
    [...days.values()].map((row) => ({ campaignId, day: row.day, cents: row.spentCents })),
  );
  return [...budgets].flatMap(([campaignId, campaignCents]) => {
    const found = findCapBreach(spent, { ...caps, campaignCents }, { campaignId, fromDay: FIRST_DAY });
    return found
      ? [`${found.scope} ${found.period}: ${found.wouldBeCents} of ${found.capCents}, from ${dayText(FIRST_DAY)}`]
      : [];
  });
}
