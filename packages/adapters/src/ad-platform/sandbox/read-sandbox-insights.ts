import type { DailyInsight } from "@rapport/contracts/ad-platforms";
import type { ReadInsights } from "@rapport/ports/ad-platform";
import type { SandboxState } from "./sandbox-state.ts";
import { add, isBelow } from "./simulate-account.ts";

const DAY_MS = 86_400_000;

/** Figures of a campaign by day, added up on the level that is asked for. Ads that were removed count on. */
export function readSandboxInsights(state: SandboxState, { object, from, to, level }: ReadInsights): DailyInsight[] {
  const rows = new Map<string, DailyInsight>();
  for (const { adId, day: dayNumber, ...figures } of state.days) {
    const day = new Date(dayNumber * DAY_MS).toISOString().slice(0, 10);
    if (day < from || day > to || !isBelow(state, adId, object.id)) continue;
    const objectId = state.objects.find(({ id, kind }) => kind === level && isBelow(state, adId, id))?.id ?? adId;
    const key = `${day} ${objectId}`;
    const row = rows.get(key);
    if (row) add(row, figures);
    else rows.set(key, { objectId, day, ...figures });
  }
  return [...rows.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
