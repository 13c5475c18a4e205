/** A true statement, and where it comes from. */
export type Fact = { text: string; source: string };
