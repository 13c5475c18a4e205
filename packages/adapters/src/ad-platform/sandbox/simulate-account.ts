import { drawMarket, drawQuality, seedOf } from "@rapport/engine/ad-simulator/market";
import type { AdOutcome, AdSetHistory } from "@rapport/engine/ad-simulator/simulate-hour";
import { newHistory, simulateHour } from "@rapport/engine/ad-simulator/simulate-hour";
import type { SandboxDay, SandboxObject, SandboxState } from "./sandbox-state.ts";

/** Days of figures that are kept of each ad. */
const KEPT_DAYS = 400;
const DAY_MS = 86_400_000;

/** Lets hours pass on an account: every ad set that runs takes part in the auctions, and what is reported is added up. */
export function simulateAccount(state: SandboxState, hours: number): void {
  const end = state.hour + hours;
  for (; state.hour < end; state.hour++) {
    for (const adSet of state.objects) if (adSet.kind === "ad-set") simulateAdSet(state, adSet);
  }
  const oldest = Math.floor(state.hour / 24) - KEPT_DAYS;
  state.days = state.days.filter(({ day }) => day >= oldest);
}

/** What of an ad set's market is drawn from its seed; the truth that benches of this account compare with. */
export function marketOf(state: SandboxState, adSet: SandboxObject) {
  return drawMarket(seedOf(state.seed, adSet.tag), adSet.targeting?.reach);
}

/** A creative that reads the same is the same one to people, whatever ad shows it. */
function creativeIdOf({ creative }: SandboxObject): string {
  return String(seedOf(JSON.stringify(creative)));
}

/** Kept histories of an ad set; one that has none begins now. */
export function historyOf(state: SandboxState, adSetId: string): AdSetHistory {
  state.histories[adSetId] ??= newHistory();
  return state.histories[adSetId];
}

function simulateAdSet(state: SandboxState, adSet: SandboxObject): void {
  const campaign = state.objects.find(({ id }) => id === adSet.parentId);
  const runs = adSet.status === "active" && campaign?.status === "active" && isInTime(state, campaign);
  const history = historyOf(state, adSet.id);
  if (!runs && history.pending.length === 0) return;
  const ads = state.objects.filter(({ parentId, status }) => runs && parentId === adSet.id && status === "active");
  const outcomes = simulateHour(history, {
    market: marketOf(state, adSet),
    seed: seedOf(state.seed, adSet.tag),
    hour: state.hour,
    dailyBudgetCents: adSet.dailyBudgetCents ?? 0,
    leftCents: campaign && leftOf(state, campaign),
    ads: ads.map((ad) => {
      const creativeId = creativeIdOf(ad);
      return { id: ad.id, creativeId, quality: drawQuality(seedOf(state.seed, creativeId)) };
    }),
  });
  for (const outcome of outcomes) report(state, outcome);
}

function isInTime({ hour }: SandboxState, { terms }: SandboxObject): boolean {
  const day = new Date(Math.floor(hour / 24) * DAY_MS).toISOString().slice(0, 10);
  return terms !== null && terms.startsOn <= day && (terms.endsOn === null || day <= terms.endsOn);
}

/** What a campaign may still spend of its total; undefined where none is set. */
function leftOf(state: SandboxState, campaign: SandboxObject): number | undefined {
  const total = campaign.terms?.totalBudgetCents ?? null;
  if (total === null) return undefined;
  const spent = state.days.reduce(
    (sum, day) => (isBelow(state, day.adId, campaign.id) ? sum + day.spendCents : sum),
    0,
  );
  return Math.max(0, total - spent);
}

/** Whether an object is the other one or stands in it. */
export function isBelow({ objects }: SandboxState, id: string, above: string): boolean {
  for (let at: string | null = id; at !== null; at = objects.find((object) => object.id === at)?.parentId ?? null) {
    if (at === above) return true;
  }
  return false;
}

function report({ days }: SandboxState, { adId, day, ...figures }: AdOutcome): void {
  // The latest stand last, and nearly all figures are of the latest day.
  let found = days.findLast((kept) => kept.adId === adId && kept.day === day);
  if (!found) {
    found = { adId, day, impressions: 0, clicks: 0, spendCents: 0, conversions: 0, conversionValueCents: 0 };
    days.push(found);
  }
  add(found, figures);
}

/** Adds figures to others. */
export function add(to: Figures, figures: Figures): void {
  to.impressions += figures.impressions;
  to.clicks += figures.clicks;
  to.spendCents += figures.spendCents;
  to.conversions += figures.conversions;
  to.conversionValueCents += figures.conversionValueCents;
}

type Figures = Omit<SandboxDay, "adId" | "day">;
