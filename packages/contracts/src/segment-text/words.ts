/** Operators by their words in the text form; longer ones first where one begins like another. */
export const VALUE_OPERATORS = { "=": "equals", "!=": "not_equals" } as const;
export const NUMBER_OPERATORS = { ">": "greater_than", ">=": "at_least", "<": "less_than", "<=": "at_most" } as const;

/** Words with a meaning: a name that is one of them is written in quotes. */
const KEYWORDS = new Set(
  (
    "after all an and any anything as at been before between bucket cluster computed consent contains context denied did email " +
    "ends everyone exactly granted intent score unknown " +
    "exists false first for group has having in is last least list matches missing most next not of or percentile profile " +
    "segment sequence since starts then times to trait true unless until where with within without"
  ).split(" "),
);

const PLAIN = /^[A-Za-z_$][\w$-]*$/;

/** A name as it stands in a text: bare where nothing else could be meant. */
export function writeName(name: string): string {
  return PLAIN.test(name) && !KEYWORDS.has(name.toLowerCase()) ? name : JSON.stringify(name);
}
