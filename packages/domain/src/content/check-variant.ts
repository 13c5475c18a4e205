import type { ContentProblem } from "@rapport/contracts/content";
import type { Channel, ChannelField } from "@rapport/contracts/content-channels";
import { CHANNELS } from "@rapport/contracts/content-channels";

export type CheckVariantInput = {
  channel: Channel;
  fields: Readonly<Record<string, string>>;
  /** Statements that the texts may rest on. */
  facts: readonly string[];
  bannedWords: readonly string[];
};

/**
 * Claims that need a proof wherever advertising is regulated (comparison, guarantee, price, effect): allowed where a fact says
 * the same word.
 */
const CLAIMS =
  /\b(best|cheapest|lowest|fastest|safest|strongest|leading|number one|no\. ?1|guarantee[ds]?|proven|clinically|certified|award[- ]winning|free|risk[- ]free|cures?|heals?|only today|last chance|limited time)\b|#1|100 ?%/giu;
const NUMBERS = /\d+(?:[.,]\d+)*/gu;
const LETTERS = new Intl.Segmenter("en", { granularity: "grapheme" });

/** What is wrong with the texts of one variant: lengths, words that may not be used, statements that no fact supports. */
export function checkVariant({ channel, fields, facts, bannedWords }: CheckVariantInput): ContentProblem[] {
  const known = facts.join("\n").toLowerCase();
  const numbers = new Set(known.match(NUMBERS)?.map(plainNumber));
  return CHANNELS[channel].fields.flatMap((field) => {
    const text = fields[field.name]?.trim() ?? "";
    if (text === "") return [{ field: field.name, code: "missing" as const, message: `${field.label} is empty` }];
    return [
      ...checkLength(field, text),
      ...checkWords(field, text, bannedWords),
      ...checkNumbers(field, text, numbers),
      ...checkClaims(field, text, known),
    ];
  });
}

/** Characters as people count them: an emoji is one. */
export function countCharacters(text: string): number {
  let count = 0;
  for (const _ of LETTERS.segment(text)) count++;
  return count;
}

function checkLength({ name, label, max }: ChannelField, text: string): ContentProblem[] {
  const count = countCharacters(text);
  if (count <= max) return [];
  return [{ field: name, code: "too_long", message: `${label} has ${count} characters, ${max} fit` }];
}

function checkWords({ name }: ChannelField, text: string, banned: readonly string[]): ContentProblem[] {
  const folded = fold(text);
  return banned
    .filter((word) => folded.includes(fold(word)))
    .map((word) => ({ field: name, code: "banned_word", message: `“${word}” may not be used` }));
}

function checkNumbers({ name }: ChannelField, text: string, known: ReadonlySet<string>): ContentProblem[] {
  const unknown = (text.match(NUMBERS) ?? []).filter((number) => !known.has(plainNumber(number)));
  return unknown.map((number) => ({ field: name, code: "unsupported_number", message: `No fact says ${number}` }));
}

function checkClaims({ name }: ChannelField, text: string, known: string): ContentProblem[] {
  const claims = (text.match(CLAIMS) ?? []).filter((claim) => !known.includes(claim.toLowerCase()));
  return claims.map((claim) => ({ field: name, code: "unsupported_claim", message: `No fact supports “${claim}”` }));
}

/** Words between spaces, without case, accents and what separates letters that belong together. */
function fold(text: string): string {
  const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase();
  return ` ${plain.replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
}

function plainNumber(number: string): string {
  return number
    .replace(/[.,](?=\d{3}\b)/g, "")
    .replace(",", ".")
    .replace(/\.0+$/, "");
}
