import { useSyncExternalStore } from "react";
import { currentLanguage } from "./language.ts";
import { formatNumber, t } from "./text.ts";
import { currentZone } from "./time-zone.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** Distance in time as short as it can be understood: `now`, `12s`, `5m`, `3h`, `6d`, then the date. */
export function formatAgo(iso: string, nowMs: number): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return t("unknown time");
  const ageMs = nowMs - at;
  if (ageMs < -MINUTE_MS) return t("in {span}", { span: formatSpan(-ageMs) });
  if (ageMs < 2_000) return t("now");
  if (ageMs < 7 * DAY_MS) return formatSpan(ageMs);
  const sameYear = yearOf(at) === yearOf(nowMs);
  return formatDate(
    at,
    sameYear ? { day: "numeric", month: "short" } : { day: "numeric", month: "short", year: "numeric" },
  );
}

/** A length of time in its largest whole unit: `42s`, `5m`, `3h`, `6d`. */
export function formatSpan(ms: number): string {
  if (ms < MINUTE_MS) return formatUnits(ms / 1_000, "second");
  if (ms < HOUR_MS) return formatUnits(ms / MINUTE_MS, "minute");
  if (ms < DAY_MS) return formatUnits(ms / HOUR_MS, "hour");
  return formatUnits(ms / DAY_MS, "day");
}

function formatUnits(amount: number, unit: "second" | "minute" | "hour" | "day"): string {
  return formatNumber(Math.floor(amount), { style: "unit", unit, unitDisplay: "narrow" });
}

/** Date and time to the second with the zone, for tooltips and details. */
export function formatAbsolute(iso: string): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return iso;
  return formatDate(at, {
    day: "numeric",
    month: "short",
    year: "numeric",
    hour: "2-digit",
    minute: "2-digit",
    second: "2-digit",
    hourCycle: "h23",
    timeZoneName: "short",
  });
}

/** Clock time, `10:42` or `10:42:07`. */
export function formatClock(iso: string, withSeconds = false): string {
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return "–";
  const parts = { hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
  return formatDate(at, withSeconds ? { ...parts, second: "2-digit" } : parts);
}

/** Header of a day: `Today`, `Yesterday`, or the date with its weekday. */
export function formatDay(iso: string, nowMs: number): string {
  const key = dayKey(iso);
  if (key === dayKey(nowMs)) return t("Today");
  if (key === dayKey(nowMs - DAY_MS)) return t("Yesterday");
  const at = Date.parse(iso);
  if (Number.isNaN(at)) return t("Unknown day");
  const sameYear = yearOf(at) === yearOf(nowMs);
  return formatDate(at, { weekday: "long", day: "numeric", month: "long", ...(sameYear ? {} : { year: "numeric" }) });
}

/** Calendar day in the chosen zone, equal for two times of the same day. */
export function dayKey(time: string | number): string {
  const date = new Date(time);
  if (currentZone().timeZone) return `${date.getUTCFullYear()}-${date.getUTCMonth() + 1}-${date.getUTCDate()}`;
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

function yearOf(at: number): string | undefined {
  return dayKey(at).split("-")[0];
}

/** Words about a time that stay true while they are on the screen; a component renders only when they change. */
export function useTold(iso: string, tell: (iso: string, nowMs: number) => string): string {
  return useSyncExternalStore(subscribeToSeconds, () => tell(iso, Date.now()));
}

const formats = new Map<string, Intl.DateTimeFormat>();

function formatDate(at: number, shape: Intl.DateTimeFormatOptions): string {
  const options = { ...shape, ...currentZone() };
  // Building a formatter costs far more than using it, and lists format hundreds of times.
  const key = JSON.stringify(options);
  let format = formats.get(key);
  if (!format) {
    format = new Intl.DateTimeFormat(currentLanguage().locale, options);
    formats.set(key, format);
  }
  return format.format(at);
}

const tickers = new Set<() => void>();
let timer: ReturnType<typeof setInterval> | undefined;

/** One timer for all relative times of the page. */
function subscribeToSeconds(listener: () => void): () => void {
  tickers.add(listener);
  timer ??= setInterval(() => {
    for (const tick of tickers) tick();
  }, 1_000);
  return () => {
    tickers.delete(listener);
    if (tickers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
