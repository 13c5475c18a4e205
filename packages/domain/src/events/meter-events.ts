import type { Database } from "@rapport/store/database";
import { addRejectedCounts } from "@rapport/store/queries/rejected";
import { addUsage, refundQuota } from "@rapport/store/queries/usage";
import type { EnrichedEvent, RecordedEvent } from "./enriched-event.ts";
import { dateOfDay, toDay } from "./message-day.ts";

type DayTally = { accepted: number; duplicates: number; bytes: number; charged: number };

/** Counts what became of `all` by UTC day of arrival, and gives back what copies of stored events cost their quota. */
export async function meterEvents(
  tx: Database,
  projectId: string,
  recorded: readonly RecordedEvent[],
  all: readonly EnrichedEvent[],
): Promise<void> {
  const days = new Map<number, DayTally>();
  const tallyOf = (event: EnrichedEvent) => {
    const day = toDay(event.receivedAtMs);
    const tally = days.get(day) ?? { accepted: 0, duplicates: 0, bytes: 0, charged: 0 };
    days.set(day, tally);
    return tally;
  };
  for (const event of all.filter(isMetered)) {
    const tally = tallyOf(event);
    tally.duplicates++;
    if (event.charged) tally.charged++;
  }
  for (const { event } of recorded) {
    if (!isMetered(event)) continue;
    const tally = tallyOf(event);
    tally.accepted++;
    tally.bytes += event.bytes;
    if (all.length > 0) tally.duplicates--;
    if (event.charged && all.length > 0) tally.charged--;
  }
  // In one order, as the projects are.
  for (const [number, { accepted, duplicates, bytes, charged }] of [...days].sort(([a], [b]) => a - b)) {
    const day = dateOfDay(number);
    await addUsage(tx, { projectId, day, accepted, duplicates, bytes });
    if (charged > 0) await refundQuota(tx, projectId, day, charged);
  }
}

/** What Rapport itself makes of a customer's events is free. */
function isMetered({ enrichment }: EnrichedEvent): boolean {
  return enrichment.flags?.origin === undefined;
}

/** Counts events that were left out as rejected ones by UTC day of arrival, and gives back what they cost their quota. */
export async function meterLeftOut(tx: Database, projectId: string, leftOut: readonly EnrichedEvent[]): Promise<void> {
  const days = [...Map.groupBy(leftOut.filter(isMetered), (event) => toDay(event.receivedAtMs))];
  for (const [number, events] of days.sort(([a], [b]) => a - b)) {
    const day = dateOfDay(number);
    await addUsage(tx, { projectId, day, rejected: events.length });
    await addRejectedCounts(tx, [{ projectId, day, code: "suppressed", count: events.length }]);
    const charged = events.filter((event) => event.charged).length;
    if (charged > 0) await refundQuota(tx, projectId, day, charged);
  }
}
