import { splitSentences } from "../retrieval/split-sentences.ts";

/** A statement that advertising law wants evidence for: UTF-16 offsets of the words that make it one, and of its sentence. */
export type AdvertisingClaim = {
  kind: "superlative" | "guarantee" | "health" | "comparison" | "figure" | "environment";
  start: number;
  end: number;
  sentence: string;
};

/** Kinds whose unproven use is a matter of law in most markets (EU 2005/29/EC Annex I and 2024/825; FTC Act §5, 16 CFR 255). */
const RULES: readonly (readonly [AdvertisingClaim["kind"], RegExp])[] = [
  [
    "superlative",
    /(?:#\s?1|\bno\. ?1|\bnumber one|\b(?:world|market|industry)[- ]leading|\bworld['’]s (?:first|best|only|most)|\bthe (?:best|leading|fastest|cheapest|largest|safest|strongest|most \w+|only)|\bunbeatable|\bunrivall?ed|\bsecond to none)\b/gi,
  ],
  [
    "guarantee",
    /\b(?:guarantee[ds]?|risk[- ]free|100 ?% (?:safe|secure|effective|success\w*|satisf\w+)|never fails?|no side effects|fool ?proof|instant results)(?!\w)/gi,
  ],
  [
    "health",
    /\b(?:clinically|scientifically|medically|dermatologically) (?:proven|tested|approved|shown)|\b(?:cures?|heals?|treats?|prevents?|reverses?) (?:\w+ ){0,2}(?:disease|cancer|acne|pain|anxiety|depression|diabetes|covid|insomnia|migraines?|arthritis)|\b(?:doctor|dentist|fda|who)[- ](?:recommended|approved)|\bdetox\w*|\bboosts? (?:your )?(?:immun\w+|metabolism)/gi,
  ],
  [
    "environment",
    /\b(?:carbon|climate|co2)[- ](?:neutral|positive|negative|free)|\bnet[- ]zero|\b(?:fully|100 ?%) (?:recyclable|biodegradable|sustainable|natural|organic)|\beco[- ]friendly|\bgreen(?:er|est)? (?:product|choice|energy)|\bzero[- ]waste/gi,
  ],
  [
    "comparison",
    /\b(?:better|faster|cheaper|stronger|safer|lighter|longer|more \w+) than (?:any|every|all|other|the competition|competitors?|\p{Lu}\w+)|\b\d+(?:\.\d+)?(?:x|×| times) (?:\w+ )?(?:faster|better|cheaper|stronger|more|longer|lighter|as)\b/giu,
  ],
  [
    "figure",
    /\b(?:up to |save |saves |over |more than )?\d+(?:\.\d+)? ?(?:%|percent) (?:of (?:our |all )?(?:users|customers|people|clients|teams|women|men)|more|less|fewer|faster|cheaper|higher|lower|better|off|savings?|increase|reduction|lift|growth)\b|\b\d+ (?:out of|in) \d+ (?:users|customers|people|doctors|dentists|teams)\b/gi,
  ],
];

/** Finds what may only be said with evidence. English; other languages are found by a project's own banned words. O(length). */
export function findClaims(text: string): AdvertisingClaim[] {
  const claims: AdvertisingClaim[] = [];
  for (const { text: sentence, start } of splitSentences(text)) {
    for (const [kind, rule] of RULES)
      for (const match of sentence.matchAll(rule)) {
        const at = start + match.index;
        claims.push({ kind, start: at, end: at + match[0].length, sentence });
      }
  }
  return claims.sort((left, right) => left.start - right.start);
}
