/**
 * Words that say how somebody writes and hardly what about: articles, pronouns, prepositions, conjunctions, auxiliaries, particles of degree.
 * Their rates have told authors apart since Mosteller and Wallace (1964).
 */
const FUNCTION_WORDS =
  `a about above after again against all almost already also although always am among an and another any are as at
away be because been before being below between both but by can cannot could did do does done down during each either else enough even
ever every few first for from had has have having he her here hers him himself his how however i if in indeed instead into is it its itself
just last least less let like made make many may me might more most much must my myself neither never no nor not nothing now of off often
on once one only or other others our ours out over own perhaps quite rather same shall she should since so some something still such than
that the their them themselves then there therefore these they this those though through thus to together too toward under until up upon
us very was we well were what when where whether which while who whole whom whose why will with within without would yet you your`
    .split(/\s+/)
    .filter((word) => word !== "");
const MARKS = [",", ";", ":", "—", "-", "!", "?", "(", '"', "…"] as const;
const PLACE = new Map(FUNCTION_WORDS.map((word, at) => [word, at]));

/** Buckets that sequences of three letters fall into: enough that the frequent ones have one to themselves. */
const GRAMS = 512;
const OTHERS = [
  "sentence words",
  "sentence spread",
  "word letters",
  "long words",
  "contractions",
  "capitals",
  "digits",
] as const;

/** What each measure is, in the order of `measureText`. */
export const VOICE_MEASURES: readonly string[] = [
  ...FUNCTION_WORDS.map((word) => `“${word}”`),
  ...MARKS.map((mark) => `the mark ${mark}`),
  ...OTHERS,
  ...Array.from({ length: GRAMS }, () => "letters in a row"),
];
/** Measures before it can be told to people; those behind are sums over many sequences of letters. */
export const TOLD_MEASURES: number = VOICE_MEASURES.length - GRAMS;

/** Words of a text as they are counted. */
export function wordsOf(text: string): string[] {
  return (
    text
      .normalize("NFKC")
      .replaceAll("’", "'")
      .match(/\p{L}+(?:'\p{L}+)*/gu) ?? []
  );
}

/**
 * How a text is written, as numbers that do not depend on its length: rates of function words, punctuation, sentence and word lengths,
 * and of letters in a row (hashed). O(length).
 */
export function measureText(text: string): Float64Array {
  const words = wordsOf(text);
  const measures = new Float64Array(VOICE_MEASURES.length);
  const count = Math.max(1, words.length);
  for (const word of words) {
    const place = PLACE.get(word.toLowerCase());
    if (place !== undefined) add(measures, place, 1 / count);
  }
  MARKS.forEach((mark, at) => {
    add(measures, FUNCTION_WORDS.length + at, (text.split(mark).length - 1) / count);
  });
  addShape(measures, text, words);
  addGrams(measures, words);
  // Rates spread as they are frequent: their roots spread alike, so that rare and frequent words weigh the same.
  return measures.map((rate, at) => (isRate(at) ? Math.sqrt(rate) : rate));
}

function isRate(at: number): boolean {
  return at < FUNCTION_WORDS.length + MARKS.length || at >= TOLD_MEASURES;
}

function addShape(measures: Float64Array, text: string, words: readonly string[]): void {
  const lengths = text
    .split(/[.!?]+\s/)
    .map((sentence) => wordsOf(sentence).length)
    .filter((length) => length > 0);
  const mean = sum(lengths) / Math.max(1, lengths.length);
  const spread = Math.sqrt(sum(lengths.map((length) => (length - mean) ** 2)) / Math.max(1, lengths.length));
  const share = (isOne: (word: string) => boolean) => words.filter(isOne).length / Math.max(1, words.length);
  const shape = [
    Math.log1p(mean),
    Math.log1p(spread),
    sum(words.map((word) => word.length)) / Math.max(1, words.length),
    share((word) => word.length > 7),
    share((word) => word.includes("'")),
    share((word) => /^\p{Lu}/u.test(word)),
    (text.match(/\d+/g)?.length ?? 0) / Math.max(1, words.length),
  ];
  shape.forEach((value, at) => {
    add(measures, FUNCTION_WORDS.length + MARKS.length + at, value);
  });
}

function addGrams(measures: Float64Array, words: readonly string[]): void {
  const text = ` ${words.join(" ").toLowerCase()} `;
  const share = 1 / Math.max(1, text.length - 2);
  for (let at = 0; at + 3 <= text.length; at += 1) {
    // FNV-1a over the three letters.
    let hash = 0x811c9dc5;
    for (let of = at; of < at + 3; of += 1) hash = Math.imul(hash ^ text.charCodeAt(of), 0x01000193);
    add(measures, TOLD_MEASURES + ((hash >>> 0) % GRAMS), share);
  }
}

function add(measures: Float64Array, at: number, by: number): void {
  measures[at] = (measures[at] ?? 0) + by;
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
