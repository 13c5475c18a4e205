import type { FitCriterion, LeadCriteria, PutLeadCriteria } from "@rapport/contracts/leads";

/** A row of the editor; points are text while they are typed. `key` is empty for a new criterion. */
export type FitRow = { id: number; key: string; name: string; text: string; points: string };
export type SignalRow = { id: number; event: string; points: string };
export type CriteriaForm = { consent: string; fit: FitRow[]; signals: SignalRow[] };

/** What is edited of criteria. */
export function toForm({ consent, fit, signals }: LeadCriteria): CriteriaForm {
  return {
    consent,
    fit: fit.map((row, id) => ({ ...row, id, points: String(row.points) })),
    signals: signals.map((row, id) => ({ ...row, id, points: String(row.points) })),
  };
}

/** Criteria as they are sent: what is not edited stays, rows without a name or an event are left out. */
export function toPut(before: LeadCriteria, form: CriteriaForm): PutLeadCriteria {
  const { otherPoints, halfLifeDays, halfPoints, goal, thresholds } = before;
  const taken = new Set(form.fit.map(({ key }) => key).filter((key) => key !== ""));
  const fit = form.fit
    .filter(({ name, text }) => name.trim() !== "" || text.trim() !== "")
    .map(({ key, name, text, points }): FitCriterion => {
      const own = key === "" ? newKey(name, taken) : key;
      taken.add(own);
      return { key: own, name, text, points: Number(points) };
    });
  const signals = form.signals
    .filter(({ event }) => event.trim() !== "")
    .map(({ event, points }) => ({ event: event.trim(), points: Number(points) }));
  return { consent: form.consent, fit, signals, otherPoints, halfLifeDays, halfPoints, goal, thresholds };
}

/** A number for the next row, which no row has. */
export function nextId(rows: readonly { id: number }[]): number {
  return Math.max(-1, ...rows.map(({ id }) => id)) + 1;
}

/** A key that says what the criterion is called, and that no other one has: reasons are told apart by it. */
function newKey(name: string, taken: ReadonlySet<string>): string {
  const words = name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "_");
  const base =
    words
      .replace(/^[^a-z]+/, "")
      .slice(0, 36)
      .replace(/_+$/, "") || "criterion";
  for (let n = 1; ; n += 1) {
    const key = n === 1 ? base : `${base}_${n}`;
    if (!taken.has(key)) return key;
  }
}
