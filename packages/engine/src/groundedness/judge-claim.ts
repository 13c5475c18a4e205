import { splitSentences } from "../retrieval/split-sentences.ts";
import { tokeniseText } from "../retrieval/tokenise-text.ts";
import type { Facts } from "./read-facts.ts";
import { readFacts } from "./read-facts.ts";

/** What speaks against a claim. */
export type ClaimProblem = {
  kind: "number" | "date" | "name" | "negation" | "coverage";
  /** The words of the claim that the evidence does not hold; empty for `negation`. */
  found: string;
};

/** Whether a claim follows from one place of the evidence. */
export type ClaimJudgement = {
  supported: boolean;
  /** Share of the claim's words that the place holds, 0–1. */
  coverage: number;
  /** Index of the evidence text that fits best; −1 when there is none. */
  evidence: number;
  problems: ClaimProblem[];
};

/** A text that claims are held against, read once. */
export type Evidence = { sentences: EvidenceWindow[]; pairs: EvidenceWindow[] };

type EvidenceWindow = { terms: Set<string>; facts: Facts; text: number; words: string };

/** Share of a claim's words that must stand in the evidence: below it the claim says something else. */
const MIN_COVERAGE = 0.6;
/** Reads the texts that claims are to rest on. O(length). */
export function readEvidence(texts: readonly string[]): Evidence {
  const sentences: EvidenceWindow[] = [];
  const pairs: EvidenceWindow[] = [];
  texts.forEach((body, text) => {
    const parts = splitSentences(body).map((sentence) => sentence.text);
    sentences.push(...parts.map((part) => readWindow(part, text)));
    pairs.push(...parts.slice(1).map((part, before) => readWindow(`${parts[before]} ${part}`, text)));
  });
  return { sentences, pairs };
}

function readWindow(words: string, text: number): EvidenceWindow {
  return { text, words: words.toLowerCase(), terms: new Set(tokeniseText(words)), facts: readFacts(words) };
}

/**
 * Holds a claim against evidence without a model: one sentence must hold enough of its words and every number, date and name in it,
 * and say no where it says no; two neighbours may do so where no single one speaks of the same thing. A fact that is not there is a
 * hard failure however alike the rest is, because a wrong number reads as well as a right one. What it cannot see: facts of one
 * sentence that the claim ties to one another in another way. O(claim · sentences).
 */
export function judgeClaim(claim: string, { sentences, pairs }: Evidence): ClaimJudgement {
  const read = { claim, facts: readFacts(claim), terms: [...new Set(tokeniseText(claim))] };
  const single = judgeWindows(read, sentences);
  if (single && single.coverage >= MIN_COVERAGE) return single;
  const nothing = {
    supported: false,
    coverage: 0,
    evidence: -1,
    problems: [{ kind: "coverage" as const, found: claim }],
  };
  return judgeWindows(read, pairs) ?? single ?? nothing;
}

type ReadClaim = { claim: string; facts: Facts; terms: readonly string[] };

/** The window that speaks most of the same thing with the fewest hard failures. */
function judgeWindows(claim: ReadClaim, windows: readonly EvidenceWindow[]): ClaimJudgement | undefined {
  let best: ClaimJudgement | undefined;
  let bestRank = Number.NEGATIVE_INFINITY;
  for (const window of windows) {
    const judged = judgeWindow(claim, window);
    const rank = judged.coverage - 0.15 * judged.problems.length + (judged.supported ? 1 : 0);
    if (rank > bestRank) [best, bestRank] = [judged, rank];
  }
  return best;
}

function judgeWindow({ claim, facts, terms }: ReadClaim, window: EvidenceWindow): ClaimJudgement {
  const covered = terms.filter((term) => window.terms.has(term)).length;
  const coverage = terms.length === 0 ? 0 : covered / terms.length;
  const problems: ClaimProblem[] = [
    ...missing("number", facts.numbers, (number) => hasNumber(window.facts, number)),
    ...missing("date", facts.dates, (date) => hasDate(window.facts, date)),
    ...missing("name", facts.names, (name) => hasName(window.words, name)),
  ];
  if (coverage < MIN_COVERAGE) problems.push({ kind: "coverage", found: claim });
  else if (facts.negations % 2 !== window.facts.negations % 2) problems.push({ kind: "negation", found: "" });
  return { supported: problems.length === 0, coverage, evidence: window.text, problems };
}

function missing(
  kind: ClaimProblem["kind"],
  wanted: readonly string[],
  isThere: (value: string) => boolean,
): ClaimProblem[] {
  return wanted.filter((value) => !isThere(value)).map((found) => ({ kind, found }));
}

/** The same amount in the same unit; a unit that one side leaves out counts as the same. */
function hasNumber({ numbers, dates }: Facts, wanted: string): boolean {
  const bare = wanted.replace(/[^\d.e+-]/g, "");
  if (numbers.some((number) => number === wanted)) return true;
  if (bare === wanted)
    return numbers.some((number) => number.replace(/[^\d.e+-]/g, "") === bare) || hasYear(dates, bare);
  return numbers.includes(bare);
}

function hasYear(dates: readonly string[], year: string): boolean {
  return year.length === 4 && dates.some((date) => date.startsWith(`${year}-`) || date.endsWith(` ${year}`));
}

/** The same date, or one that the claim says less exactly. */
function hasDate({ dates }: Facts, wanted: string): boolean {
  return dates.some((date) => date === wanted || date.startsWith(`${wanted}-`) || date.endsWith(`-${wanted}`));
}

/** Every word of a name, as a whole word. */
function hasName(words: string, name: string): boolean {
  return name
    .split(" ")
    .every((part) =>
      new RegExp(`(?<![\\p{L}\\p{N}])${escapePattern(part)}(?:['’]?s)?(?![\\p{L}\\p{N}])`, "u").test(words),
    );
}

function escapePattern(text: string): string {
  return text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
}
