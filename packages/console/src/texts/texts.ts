/** A translation by its English text; one with a number in it has a form for each plural category of the language. */
export type Texts = Readonly<Record<string, string | Readonly<Record<string, string>>>>;
