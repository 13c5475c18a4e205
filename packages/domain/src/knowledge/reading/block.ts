/** A piece of a document in its order, whatever format it came in. */
export type Block = { kind: "heading"; level: number; text: string } | { kind: "text"; text: string };

/** What was read of a file or a page. */
export type ReadText = {
  title: string | undefined;
  blocks: Block[];
  /** Addresses that it links to, as they are written. */
  links: string[];
  /** False where the page asks not to be kept (`<meta name="robots" content="noindex">`). */
  mayKeep: boolean;
  /** False where it asks that its links are not followed. */
  mayFollow: boolean;
};
