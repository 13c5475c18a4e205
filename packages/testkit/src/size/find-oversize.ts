import type { Size } from "./measure-size.ts";

/** Bytes with gzip by the name of a build. */
export type Budget = Readonly<Record<string, number>>;

/**
 * What each build may weigh at most, whatever its budget says: what this client promises beside others
 * (packages/sdk-browser/FEATURES.md).
 */
export const MARKS: Readonly<Record<string, Partial<Size>>> = {
  "loader with tags": { gzip: 350 },
  core: { gzip: 4_000, brotli: 3_600 },
  slots: { gzip: 700 },
  autocapture: { gzip: 800 },
  "web vitals": { gzip: 3_500 },
  "React bindings": { gzip: 600 },
  everything: { gzip: 8_500 },
};

/** What is over its budget or its mark, and each budget that was raised by hand: a sentence each. */
export function findOversize(sizes: Readonly<Record<string, Size>>, budget: Budget, before: Budget = {}): string[] {
  const sentences: string[] = [];
  const hold = (what: string, bytes: number, limit: number | undefined, name: string) => {
    if (limit !== undefined && bytes > limit) sentences.push(`${what} are over the ${name} of ${limit}`);
  };
  for (const [name, { gzip, brotli }] of Object.entries(sizes)) {
    hold(`${name}: ${gzip} bytes gzip`, gzip, budget[name] ?? 0, "budget");
    hold(`${name}: ${gzip} bytes gzip`, gzip, MARKS[name]?.gzip, "mark");
    hold(`${name}: ${brotli} bytes brotli`, brotli, MARKS[name]?.brotli, "mark");
  }
  for (const [name, bytes] of Object.entries(budget))
    hold(`${name}: ${bytes} bytes of its budget`, bytes, before[name], "budget before");
  return sentences;
}
