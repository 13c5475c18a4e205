const ENTITIES: Record<string, string> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", "#34": '"', "#39": "'" };

/**
 * Texts of all elements of a name. S3's answers are flat and known: an XML parser, which would resolve what an answer declares,
 * is more than they need.
 */
export function readTags(xml: string, name: string): string[] {
  const found = xml.matchAll(new RegExp(`<${name}>([^]*?)</${name}>`, "g"));
  return Array.from(found, ([, text = ""]) =>
    text.replaceAll(/&(#?\w+);/g, (whole, code: string) => ENTITIES[code] ?? whole),
  );
}

/** The text of the first element of a name. @throws when there is none: the answer is not what the protocol says */
export function readTag(xml: string | undefined, name: string): string {
  const [text] = readTags(xml ?? "", name);
  if (text !== undefined) return text;
  throw new Error(`The blob store's answer has no ${name}: ${(xml ?? "").slice(0, 200)}`);
}
