import type { RangeQuery, Retention } from "@rapport/contracts/analytics";
import { countRetention } from "@rapport/store/queries/analytics/count-retention";
import type { Context } from "../context.ts";
import { dayText, requireAllRead, toRange } from "./to-range.ts";

const DAY_MS = 86_400_000;
const PERIOD_DAYS = { day: 1, week: 7 } as const;

type Asked = RangeQuery & { start?: string | undefined; back?: string | undefined; period: "day" | "week" };

/** Who came back, by the period in which they started; each person starts once, with their first start of the time. */
export async function getRetention(ctx: Context, { start, back, period, ...asked }: Asked): Promise<Retention> {
  const { named, from, to, days } = toRange(ctx, asked);
  const periodDays = PERIOD_DAYS[period];
  const { projectId, store } = ctx;
  const counted = await countRetention(store.db, { projectId, from, to, start, back, periodDays });
  requireAllRead(counted.events);
  const people = new Map(counted.rows.map((row) => [`${row.cohort} ${row.offset}`, row.people]));
  const periods = Math.ceil(days / periodDays);
  const startMs = (index: number) => from.getTime() + index * periodDays * DAY_MS;
  // What is still under way, or reaches beyond the time that is asked for, cannot be told yet.
  const isOver = (index: number) => startMs(index + 1) <= Math.min(ctx.now(), to.getTime());
  return {
    ...named,
    period,
    cohorts: Array.from({ length: periods }, (_, cohort) => ({
      start: dayText(startMs(cohort)),
      people: people.get(`${cohort} -1`) ?? 0,
      back: Array.from({ length: periods - cohort }, (_, offset) =>
        isOver(cohort + offset) ? (people.get(`${cohort} ${offset}`) ?? 0) : null,
      ),
    })),
  };
}
