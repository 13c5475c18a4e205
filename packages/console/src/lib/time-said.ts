import { currentLanguage } from "./language.ts";
import { t } from "./text.ts";
import { formatAgo } from "./time.ts";

const UNITS = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
  ["second", 1_000],
] as const;

// Building it costs far more than using it, and every row asks once a second.
let format: Intl.RelativeTimeFormat | undefined;

/** Distance in time as a part of a sentence: `now`, `12 sec ago`, `5 min ago`, `in 3 hr`; the date of what is a week past. */
export function formatSaid(iso: string, nowMs: number): string {
  const distanceMs = Date.parse(iso) - nowMs;
  if (Number.isNaN(distanceMs) || distanceMs <= -7 * UNITS[0][1]) return formatAgo(iso, nowMs);
  const [unit, unitMs] = UNITS.find(([, ms]) => Math.abs(distanceMs) >= ms) ?? UNITS[3];
  if (unit === "second" && distanceMs > -2_000) return t("now");
  format ??= new Intl.RelativeTimeFormat(currentLanguage().locale, { numeric: "always", style: "short" });
  return format.format(Math.trunc(distanceMs / unitMs), unit);
}
