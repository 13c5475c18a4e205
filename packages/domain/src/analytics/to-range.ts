import type { RangeQuery } from "@rapport/contracts/analytics";
import { MOST_ANALYSED_DAYS, MOST_ANALYSED_EVENTS } from "@rapport/contracts/analytics";
import { RapportError } from "@rapport/contracts/errors";
import type { Context } from "../context.ts";

const DAY_MS = 86_400_000;
const USUAL_DAYS = 30;

/** UTC days as an answer names them, and the time that they cover, of which `to` is not part any more. */
export type Range = { named: { from: string; to: string }; from: Date; to: Date; days: number };

/** The days that are asked for, the latest 30 where nothing is said. @throws RapportError invalid_parameter */
export function toRange(ctx: Pick<Context, "now">, { from, to }: RangeQuery): Range {
  const lastMs = to === undefined ? Math.floor(ctx.now() / DAY_MS) * DAY_MS : Date.parse(to);
  const firstMs = from === undefined ? lastMs - (USUAL_DAYS - 1) * DAY_MS : Date.parse(from);
  const days = Math.round((lastMs - firstMs) / DAY_MS) + 1;
  if (days < 1) throw refuse("/to", "must not be before from");
  if (days > MOST_ANALYSED_DAYS) throw refuse("/from", `must be at most ${MOST_ANALYSED_DAYS} days before to`);
  const named = { from: dayText(firstMs), to: dayText(lastMs) };
  return { named, from: new Date(firstMs), to: new Date(lastMs + DAY_MS), days };
}

/** The UTC day of a time, `2026-01-31`. */
export function dayText(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10);
}

/** Numbers of a part only would be wrong numbers. @throws RapportError invalid_parameter */
export function requireAllRead(events: number): void {
  if (events <= MOST_ANALYSED_EVENTS) return;
  throw refuse("/from", `leads to more than ${MOST_ANALYSED_EVENTS} events; choose fewer days or rarer events`);
}

function refuse(pointer: string, message: string): RapportError {
  return new RapportError("invalid_parameter", `${pointer}: ${message}`, { fields: [{ pointer, message }] });
}
