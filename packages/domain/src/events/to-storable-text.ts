/** Text as a database takes it: NUL and half surrogate pairs, which it refuses, become U+FFFD. */
export function toStorableText(text: string): string {
  return text.toWellFormed().replaceAll("\0", "\uFFFD");
}
