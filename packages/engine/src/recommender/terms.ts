/** What a recommender needs to know of a catalog item. */
export type RecommenderItem = {
  id: string;
  name: string;
  description: string;
  /** Most general first. */
  categories: readonly string[];
  tags: readonly string[];
  available: boolean;
  /** What a text or image model makes of it; null = none, absent = as before. */
  embedding?: readonly number[] | null;
};

/** Share of each field in the likeness of two items that have all three. */
const FIELD_WEIGHTS = { category: 0.6, tag: 0.25, word: 0.15 } as const;
/** A word of the name says as much as this many of the description. */
const NAME_WORD_COUNT = 3;
/** Distinct words kept per item, those of the name first: bounds memory against 8 KB descriptions. */
const MAX_WORDS = 64;
const WORD = /[\p{L}\p{N}]+/gu;

/** The term under which a category is indexed; letter case and outer blanks do not matter. */
export function categoryTerm(category: string): string {
  return `c:${category.trim().toLowerCase()}`;
}

/**
 * Terms of an item with their weights; the squares of the weights sum to 1 (or there are no terms). Each field is a
 * unit vector of its own, so a long description cannot drown the categories. Within the categories the k-th level
 * counts k-fold: sharing "Knives" says more than sharing "Kitchen". Words count 1 + ln(occurrences), as in SMART's "l".
 */
export function weighTerms(item: RecommenderItem): Map<string, number> {
  const fields = [
    { weight: FIELD_WEIGHTS.category, terms: weighCategories(item.categories) },
    { weight: FIELD_WEIGHTS.tag, terms: new Map(item.tags.map((tag) => [`t:${tag.trim().toLowerCase()}`, 1])) },
    { weight: FIELD_WEIGHTS.word, terms: weighWords(item) },
  ].filter(({ terms }) => terms.size > 0);
  const present = fields.reduce((sum, { weight }) => sum + weight, 0);
  const weighed = new Map<string, number>();
  for (const { weight, terms } of fields) {
    const scale = Math.sqrt(weight / present) / lengthOf(terms);
    for (const [term, value] of terms) weighed.set(term, value * scale);
  }
  return weighed;
}

function weighCategories(categories: readonly string[]): Map<string, number> {
  const weighed = new Map<string, number>();
  categories.forEach((category, level) => {
    weighed.set(categoryTerm(category), level + 1);
  });
  return weighed;
}

function weighWords(item: RecommenderItem): Map<string, number> {
  const counts = new Map<string, number>();
  for (const [text, step] of [
    [item.name, NAME_WORD_COUNT],
    [item.description, 1],
  ] as const) {
    for (const [word] of text.normalize("NFKC").toLowerCase().matchAll(WORD)) {
      if (counts.has(word) || counts.size < MAX_WORDS) counts.set(word, (counts.get(word) ?? 0) + step);
    }
  }
  return new Map([...counts].map(([word, count]) => [`w:${word}`, 1 + Math.log(count)]));
}

function lengthOf(terms: ReadonlyMap<string, number>): number {
  let squares = 0;
  for (const value of terms.values()) squares += value * value;
  return Math.sqrt(squares);
}
