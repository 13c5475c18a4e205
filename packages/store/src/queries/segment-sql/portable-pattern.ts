/** Letters, figures and marks without meaning, a dot, an escaped mark; each once or repeated. Groups and branches of them. */
const ATOM = String.raw`(?:[A-Za-z0-9_ @%:,;<>=!~'"/&#-]|\\[.+*?()|^$/-]|\.|\[\.\]|\[\^ \\t\\r\\n@\.?\])`;
const PORTABLE = new RegExp(String.raw`^(?:${ATOM}[*+?]?|\((?!\?)|\)[*+?]?|\||\^|\$)*$`);

/**
 * True for expressions that mean the same to RE2 and to Postgres (with `(?p)`): those of a few plain parts. Classes, ranges
 * and letters of other scripts depend on the database's locale, counts and flags are written differently.
 */
export function isPortablePattern(pattern: string): boolean {
  return PORTABLE.test(pattern) && !/\(\)|\(\||\|\)|\|\||^\||\|$|[(|^][*+?]/.test(pattern);
}
