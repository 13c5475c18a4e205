/** Suffixes of steps 2 to 4 with what stands in their place, the longest first where one ends another. */
const STEP_2: readonly (readonly [string, string])[] = [
  ["ational", "ate"],
  ["ization", "ize"],
  ["iveness", "ive"],
  ["fulness", "ful"],
  ["ousness", "ous"],
  ["tional", "tion"],
  ["biliti", "ble"],
  ["entli", "ent"],
  ["ousli", "ous"],
  ["ation", "ate"],
  ["alism", "al"],
  ["aliti", "al"],
  ["iviti", "ive"],
  ["enci", "ence"],
  ["anci", "ance"],
  ["izer", "ize"],
  ["abli", "able"],
  ["alli", "al"],
  ["ator", "ate"],
  ["eli", "e"],
];
const STEP_3: readonly (readonly [string, string])[] = [
  ["icate", "ic"],
  ["ative", ""],
  ["alize", "al"],
  ["iciti", "ic"],
  ["ical", "ic"],
  ["ness", ""],
  ["ful", ""],
];
const STEP_4 = /^(.+?)(ement|ance|ence|able|ible|ment|ant|ent|ism|ate|iti|ous|ive|ize|al|er|ic|ou|(?<=[st])ion)$/;
const VOWEL = "(?:[aeiou]|(?<=[^aeiou])y)";
const HAS_VOWEL = new RegExp(VOWEL);
const ENDS_CVC = /[^aeiou][aeiouy][^aeiouwxy]$/;
const DOUBLE = /([^aeiou])\1$/;

/**
 * Stem of a lower-case English word by Porter, "An algorithm for suffix stripping" (Program 14(3), 1980), as Lucene's and
 * NLTK's "original" mode run it. Words with anything but a–z and those of one or two letters stay as they are.
 */
export function stemEnglish(word: string): string {
  if (word.length < 3 || !/^[a-z]+$/.test(word)) return word;
  let stem = stripPlural(word);
  stem = stripPast(stem);
  if (stem.endsWith("y") && hasVowel(stem.slice(0, -1))) stem = `${stem.slice(0, -1)}i`;
  stem = replaceSuffix(stem, STEP_2);
  stem = replaceSuffix(stem, STEP_3);
  return stripEnd(stripLast(stem));
}

/** Porter's m: how often a vowel run is followed by a consonant run. */
function measure(stem: string): number {
  let count = 0;
  let wasVowel = false;
  for (let i = 0; i < stem.length; i++) {
    const isVowel = isVowelAt(stem, i);
    if (wasVowel && !isVowel) count++;
    wasVowel = isVowel;
  }
  return count;
}

function isVowelAt(word: string, index: number): boolean {
  const letter = word.charAt(index);
  if (letter === "y") return index > 0 && !isVowelAt(word, index - 1);
  return "aeiou".includes(letter);
}

function hasVowel(stem: string): boolean {
  return HAS_VOWEL.test(stem);
}

/** Step 1a. */
function stripPlural(word: string): string {
  if (word.endsWith("sses") || word.endsWith("ies")) return word.slice(0, -2);
  return word.endsWith("s") && !word.endsWith("ss") ? word.slice(0, -1) : word;
}

/** Step 1b. */
function stripPast(word: string): string {
  if (word.endsWith("eed")) return measure(word.slice(0, -3)) > 0 ? word.slice(0, -1) : word;
  const stem = word.endsWith("ed") ? word.slice(0, -2) : word.endsWith("ing") ? word.slice(0, -3) : undefined;
  if (stem === undefined || !hasVowel(stem)) return word;
  if (/(at|bl|iz)$/.test(stem)) return `${stem}e`;
  if (DOUBLE.test(stem) && !/[lsz]$/.test(stem)) return stem.slice(0, -1);
  return measure(stem) === 1 && endsShort(stem) ? `${stem}e` : stem;
}

/** Porter's *o: consonant, vowel, consonant at the end, the last no w, x or y. */
function endsShort(stem: string): boolean {
  const last = stem.length - 1;
  return ENDS_CVC.test(stem) && !isVowelAt(stem, last) && isVowelAt(stem, last - 1) && !isVowelAt(stem, last - 2);
}

function replaceSuffix(word: string, rules: readonly (readonly [string, string])[]): string {
  const rule = rules.find(([suffix]) => word.endsWith(suffix));
  if (!rule) return word;
  const stem = word.slice(0, -rule[0].length);
  return measure(stem) > 0 ? stem + rule[1] : word;
}

/** Step 4: suffixes that go where much of the word stays. */
function stripLast(word: string): string {
  const [, stem] = STEP_4.exec(word) ?? [];
  return stem !== undefined && measure(stem) > 1 ? stem : word;
}

/** Step 5. */
function stripEnd(word: string): string {
  let stem = word;
  if (stem.endsWith("e")) {
    const before = stem.slice(0, -1);
    const count = measure(before);
    if (count > 1 || (count === 1 && !endsShort(before))) stem = before;
  }
  return stem.endsWith("ll") && measure(stem) > 1 ? stem.slice(0, -1) : stem;
}
