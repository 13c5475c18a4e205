/** What of a sentence is right or wrong, not more or less alike: each in one spelling, so that equal things compare equal. */
export type Facts = {
  /** `1200`, `0.2%`, `$5`, `3 day`: amounts with their unit where one stands beside them. */
  numbers: string[];
  /** `2026-03-05`, `2026-03`, `03-05`, `q3 2026`. */
  dates: string[];
  /** Names in lower case: runs of capitalised words that do not stand there because a sentence begins. */
  names: string[];
  /** Odd when the sentence says that something is not so. */
  negations: number;
};

const MONTHS = "january february march april may june july august september october november december".split(" ");
const MONTH =
  "(jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\\.?";
const DATE_FORMS: readonly (readonly [RegExp, (match: RegExpExecArray) => string | undefined])[] = [
  [/\b(\d{4})-(\d{2})-(\d{2})\b/g, ([, y, m, d]) => toDate(y, m, d)],
  [
    new RegExp(`\\b${MONTH}\\s+(\\d{1,2})(?:st|nd|rd|th)?(?:,?\\s+(\\d{4}))?\\b`, "gi"),
    ([, m, d, y]) => toDate(y, monthOf(m), d),
  ],
  [
    new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?\\s+(?:of\\s+)?${MONTH}(?:,?\\s+(\\d{4}))?\\b`, "gi"),
    ([, d, m, y]) => toDate(y, monthOf(m), d),
  ],
  [new RegExp(`\\b${MONTH},?\\s+(\\d{4})\\b`, "gi"), ([, m, y]) => toDate(y, monthOf(m), undefined)],
  [/\bq([1-4])\s*(?:of\s+)?(\d{4})\b/gi, ([, q, y]) => `q${q} ${y}`],
  [
    /\b(monday|tuesday|wednesday|thursday|friday|saturday|sunday)s?\b/gi,
    ([day]) => day.toLowerCase().replace(/s$/, ""),
  ],
];
const WORDS =
  "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty".split(
    " ",
  );
const TENS: Record<string, number> = {
  thirty: 30,
  forty: 40,
  fifty: 50,
  sixty: 60,
  seventy: 70,
  eighty: 80,
  ninety: 90,
};
const SCALES: Record<string, number> = {
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  million: 1e6,
  bn: 1e9,
  billion: 1e9,
  hundred: 100,
  dozen: 12,
};
const AMOUNT =
  /([$€£¥])?\s?(?<![\p{L}\p{N}.])([+−-]?\d{1,3}(?:[, ]\d{3})+(?:\.\d+)?|[+−-]?\d+(?:\.\d+)?)(?:\s?(k|m|bn|thousand|million|billion|hundred|dozen)\b)?\s?(%|percent\b|per cent\b|[$€£¥]|°)?/giu;
const NUMBER_WORD = new RegExp(
  `\\b(${[...WORDS.slice(2), ...Object.keys(TENS)].join("|")})\\b(?:[\\s-](thousand|million|billion|hundred|dozen|percent|per cent)\\b)?`,
  "gi",
);
const NAME = /\p{Lu}[\p{L}\p{N}&'’-]*(?:\s+(?:of\s+|the\s+|de\s+|van\s+)?\p{Lu}[\p{L}\p{N}&'’-]*)*/gu;
const NEGATION = /\b(?:not|no|never|none|nobody|nothing|neither|nor|without|cannot)\b|n['’]t\b/gi;

/** Reads the facts of a sentence. Dates are taken out before amounts are read, so `5 March` is a date and no five. O(length). */
export function readFacts(sentence: string): Facts {
  let rest = sentence.normalize("NFKC");
  const dates: string[] = [];
  for (const [form, read] of DATE_FORMS) {
    rest = rest.replaceAll(form, (...parts) => {
      // as: replaceAll hands over the match and its groups first, which is how a RegExpExecArray begins
      const date = read(parts as unknown as RegExpExecArray);
      if (date === undefined) return String(parts[0]);
      dates.push(date);
      return " ";
    });
  }
  return { dates, numbers: readNumbers(rest), names: readNames(rest), negations: [...rest.matchAll(NEGATION)].length };
}

function readNumbers(text: string): string[] {
  const numbers: string[] = [];
  for (const [, before, digits = "", scale, after] of text.matchAll(AMOUNT)) {
    const value = Number(digits.replaceAll(/[, ]/g, "").replace("−", "-")) * (SCALES[(scale ?? "").toLowerCase()] ?? 1);
    const unit = (before ?? after ?? "").toLowerCase().replace(/per ?cent/, "%");
    numbers.push(`${Number(value.toPrecision(12))}${unit}`);
  }
  for (const [, word = "", end] of text.matchAll(NUMBER_WORD)) {
    const value = TENS[word.toLowerCase()] ?? WORDS.indexOf(word.toLowerCase());
    const scale = SCALES[(end ?? "").toLowerCase()];
    numbers.push(`${value * (scale ?? 1)}${end?.toLowerCase().startsWith("per") ? "%" : ""}`);
  }
  return numbers;
}

function readNames(text: string): string[] {
  const names: string[] = [];
  for (const match of text.matchAll(NAME)) {
    const words = match[0].replace(/['’]s\b/g, "").split(/\s+/);
    // The first word of a sentence is capitalised whatever it is; with another capital after it, it may be part of a name.
    const begins = /(?:^|[.!?:]["'”’)]*\s+|["“(]\s*)$/.test(text.slice(0, match.index));
    if (begins && (words.length === 1 || isCommon(words[0] ?? ""))) words.shift();
    const name = words.join(" ").toLowerCase();
    if (name.length > 1 && name !== "i") names.push(name);
  }
  return names;
}

const COMMON = new Set(
  "the a an this that these those our your their its his her my in on at for from with by to of and but or if when while since after before as all each every both more most some any no it we you they he she there here what who how why where which is are was were do does did can will may please".split(
    " ",
  ),
);

function isCommon(word: string): boolean {
  return COMMON.has(word.toLowerCase());
}

function monthOf(name: string | undefined): string {
  const index = MONTHS.findIndex((month) => month.startsWith((name ?? "").toLowerCase().slice(0, 3)));
  return String(index + 1);
}

/** ISO form of what is known; undefined for what is no date. */
function toDate(year: string | undefined, month: string | undefined, day: string | undefined): string | undefined {
  const m = Number(month);
  const d = Number(day ?? 1);
  if (!(m >= 1 && m <= 12 && d >= 1 && d <= 31)) return undefined;
  const parts = [year, month, day].flatMap((part) => (part === undefined ? [] : [part.padStart(2, "0")]));
  return parts.join("-");
}
