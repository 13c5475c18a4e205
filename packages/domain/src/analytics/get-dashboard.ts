import type { Dashboard, RangeQuery } from "@rapport/contracts/analytics";
import { countDays, countNewPeople, countTopEvents } from "@rapport/store/queries/analytics/count-days";
import type { Context } from "../context.ts";
import { dayText, requireAllRead, toRange } from "./to-range.ts";

const DAY_MS = 86_400_000;
const MOST_NAMES = 20;

/** The project by UTC day, every day of the time once. */
export async function getDashboard(
  ctx: Context,
  { conversion, ...asked }: RangeQuery & { conversion: string },
): Promise<Dashboard> {
  const { named, from, to, days } = toRange(ctx, asked);
  const { db } = ctx.store;
  const range = { projectId: ctx.projectId, from, to };
  const counted = new Map((await countDays(db, { ...range, conversion })).map(({ day, ...row }) => [day, row]));
  requireAllRead([...counted.values()].reduce((sum, { events }) => sum + events, 0));
  const newcomers = new Map((await countNewPeople(db, range)).map(({ day, people }) => [day, people]));
  const nothing = { events: 0, people: 0, conversions: 0, valueCents: 0 };
  return {
    ...named,
    conversion,
    days: Array.from({ length: days }, (_, day) => ({
      day: dayText(from.getTime() + day * DAY_MS),
      ...(counted.get(day) ?? nothing),
      newPeople: newcomers.get(day) ?? 0,
    })),
    top: await countTopEvents(db, { ...range, limit: MOST_NAMES }),
  };
}
