import { stemEnglish } from "./stem-english.ts";

/** How words become terms: `en` stems by Porter and leaves out stop words, `none` takes them as they are. */
export type TextLanguage = "en" | "none";

/**
 * A number with its separators, a run of a script without spaces between words, or a word with an apostrophe in it. After
 * Unicode Standard Annex 29, §4, as far as retrieval needs it.
 */
const WORD =
  /\p{N}+(?:[.,]\p{N}+)*(?![\p{L}\p{M}\p{N}])|[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]+|(?:(?![\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}])[\p{L}\p{M}\p{N}])+(?:['’](?:(?![\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}])[\p{L}\p{M}\p{N}])+)*/gu;
const UNSPACED = /^[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}]/u;
const POSSESSIVE = /['’]s$/u;
/** Longest term, UTF-16 code units; what is longer is no word but data. */
const MAX_TERM = 64;

/** The stop words of Lucene's English analyser, which Anserini's figures are made with. */
export const ENGLISH_STOP_WORDS: ReadonlySet<string> = new Set(
  "a an and are as at be but by for if in into is it no not of on or such that the their then there these they this to was will with".split(
    " ",
  ),
);

const stems = new Map<string, string>();
/** Words whose stem is remembered: more than any text has often, bounded against texts made of random words. */
const MAX_STEMS = 50_000;

/**
 * The terms of a text in its order. Compatibility forms are folded (NFKC) and letters lowered, so ﬁ is fi and Ａ is a; runs of
 * Chinese and Japanese become overlapping pairs of characters, as in Lucene's CJK analyser, because no spaces part their words.
 * O(length).
 */
export function tokeniseText(text: string, language: TextLanguage = "en"): string[] {
  const terms: string[] = [];
  for (const [match] of text.normalize("NFKC").toLowerCase().matchAll(WORD)) {
    if (UNSPACED.test(match)) pushPairs(terms, match);
    else if (language === "none") pushTerm(terms, match);
    else pushEnglish(terms, match);
  }
  return terms;
}

function pushTerm(terms: string[], term: string): void {
  if (term.length <= MAX_TERM) terms.push(term);
}

function pushEnglish(terms: string[], match: string): void {
  const word = match.replace(POSSESSIVE, "").replaceAll(/['’]/g, "");
  if (word.length > MAX_TERM || ENGLISH_STOP_WORDS.has(word)) return;
  let stem = stems.get(word);
  if (stem === undefined) {
    stem = stemEnglish(word);
    if (stems.size >= MAX_STEMS) stems.clear();
    stems.set(word, stem);
  }
  terms.push(stem);
}

function pushPairs(terms: string[], run: string): void {
  const characters = [...run];
  if (characters.length === 1) terms.push(run);
  for (let i = 0; i + 1 < characters.length; i++) terms.push(`${characters[i]}${characters[i + 1]}`);
}
