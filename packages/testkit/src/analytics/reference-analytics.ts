import type { AttributionModel } from "@rapport/contracts/analytics";

/** What the references look at; `t` in ms since 1970. Events are in the order in which they were stored. */
export type SeenEvent = {
  person: string;
  name: string;
  t: number;
  session: string;
  source?: string | undefined;
  cents?: number | undefined;
};

const DAY_MS = 86_400_000;

function byTime(events: readonly SeenEvent[]): SeenEvent[] {
  return events
    .map((event, seq) => ({ event, seq }))
    .sort((a, b) => a.event.t - b.event.t || a.seq - b.seq)
    .map(({ event }) => event);
}

function groupBy(events: readonly SeenEvent[], key: (event: SeenEvent) => string): Map<string, SeenEvent[]> {
  return Map.groupBy(byTime(events), key);
}

/** People by step and the median of their fastest ways in seconds: every chain of events is tried. Exponential. */
export function referenceFunnel(
  events: readonly SeenEvent[],
  { steps, windowDays, from, to }: { steps: readonly string[]; windowDays: number; from: number; to: number },
): { people: number; medianSeconds: number | null }[] {
  const fastest: number[][] = steps.map(() => []);
  for (const mine of groupBy(events, ({ person }) => person).values()) {
    const best = steps.map(() => Number.POSITIVE_INFINITY);
    const walk = (step: number, after: number, start: number) => {
      for (let at = after + 1; at < mine.length; at++) {
        const { name, t } = mine[at] ?? { name: "", t: 0 };
        if (name !== steps[step] || t - start > windowDays * DAY_MS) continue;
        best[step] = Math.min(best[step] ?? 0, t - start);
        walk(step + 1, at, start);
      }
    };
    mine.forEach(({ name, t }, at) => {
      if (name !== steps[0] || t < from || t >= to) return;
      best[0] = 0;
      walk(1, at, t);
    });
    best.forEach((ms, step) => {
      if (Number.isFinite(ms)) fastest[step]?.push(ms / 1_000);
    });
  }
  return fastest.map((seconds, step) => ({
    people: seconds.length,
    medianSeconds: step === 0 || seconds.length === 0 ? null : median(seconds),
  }));
}

function median(numbers: readonly number[]): number {
  const sorted = numbers.toSorted((a, b) => a - b);
  const middle = (sorted.length - 1) / 2;
  return ((sorted[Math.floor(middle)] ?? 0) + (sorted[Math.ceil(middle)] ?? 0)) / 2;
}

/** People who started in a period, and who came back how many periods later, by `cohort offset`; offset -1 is all of them. */
export function referenceRetention(
  events: readonly SeenEvent[],
  options: { start?: string; back?: string; periodDays: number; from: number; to: number },
): Map<string, number> {
  const { start, back, periodDays, from, to } = options;
  const counts = new Map<string, number>();
  const add = (key: string) => counts.set(key, (counts.get(key) ?? 0) + 1);
  const periodOf = ({ t }: SeenEvent) => Math.floor((t - from) / (periodDays * DAY_MS));
  const inside = events.filter(({ t }) => t >= from && t < to);
  for (const mine of groupBy(inside, ({ person }) => person).values()) {
    const first = mine.find(({ name }) => start === undefined || name === start);
    if (!first) continue;
    const cohort = periodOf(first);
    add(`${cohort} -1`);
    const periods = new Set(mine.filter(({ name }) => back === undefined || name === back).map(periodOf));
    for (const period of periods) if (period >= cohort) add(`${cohort} ${period - cohort}`);
  }
  return counts;
}

/** Visits by `step from to`. */
export function referencePaths(
  events: readonly SeenEvent[],
  { start, depth }: { start?: string; depth: number },
): Map<string, number> {
  const counts = new Map<string, number>();
  for (const visit of groupBy(events, ({ person, session }) => `${person} ${session}`).values()) {
    const names = visit.map(({ name }) => name).filter((name, at, all) => name !== all[at - 1]);
    const begin = start === undefined ? 0 : names.indexOf(start);
    if (begin < 0) continue;
    names.slice(begin, begin + depth).forEach((name, at) => {
      const key = `${at + 1} ${name} ${names[begin + at + 1] ?? null}`;
      counts.set(key, (counts.get(key) ?? 0) + 1);
    });
  }
  return counts;
}

type Credits = Map<string, Record<AttributionModel, { conversions: number; valueCents: number }>>;

/** Credits by source; `null` where no touch was seen. */
export function referenceAttribution(
  events: readonly SeenEvent[],
  options: { conversion: string; lookbackDays: number; from: number; to: number },
): Credits {
  const { conversion, lookbackDays, from, to } = options;
  const credits: Credits = new Map();
  const give = (source: string, model: AttributionModel, share: number, cents: number) => {
    const nothing = () => ({ conversions: 0, valueCents: 0 });
    const all = credits.get(source) ?? { first: nothing(), last: nothing(), linear: nothing(), position: nothing() };
    all[model].conversions += share;
    all[model].valueCents += share * cents;
    credits.set(source, all);
  };
  for (const mine of groupBy(events, ({ person }) => person).values()) {
    const early = from - lookbackDays * DAY_MS;
    const touches = mine
      .filter(({ source, t }) => source !== undefined && t >= early && t < to)
      .filter(
        (event, at, all) => all.findIndex((one) => one.session === event.session && one.source === event.source) === at,
      );
    for (const { name, t, cents = 0 } of mine) {
      if (name !== conversion || t < from || t >= to) continue;
      const path = touches
        .filter((touch) => touch.t <= t && touch.t >= t - lookbackDays * DAY_MS)
        .map(({ source }) => String(source));
      const ways = path.length === 0 ? ["null"] : path;
      ways.forEach((source, at) => {
        give(source, "first", at === 0 ? 1 : 0, cents);
        give(source, "last", at === ways.length - 1 ? 1 : 0, cents);
        give(source, "linear", 1 / ways.length, cents);
        give(source, "position", positionShare(at, ways.length), cents);
      });
    }
  }
  return credits;
}

function positionShare(at: number, of: number): number {
  if (of <= 2) return 1 / of;
  return at === 0 || at === of - 1 ? 0.4 : 0.2 / (of - 2);
}
