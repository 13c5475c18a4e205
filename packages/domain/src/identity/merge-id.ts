import { decodeBase32, encodeBase32, formatUuid, ID_PREFIXES } from "@rapport/contracts/ids";

const PREFIX = `${ID_PREFIXES.merge}_`;

/** Public form of a merge's UUID. */
export function formatMergeId(uuid: string): string {
  return PREFIX + encodeBase32(Buffer.from(uuid.replaceAll("-", ""), "hex"));
}

/** The UUID behind a public merge id; undefined when the text is none. */
export function parseMergeId(text: string): string | undefined {
  const bytes = text.startsWith(PREFIX) ? decodeBase32(text.slice(PREFIX.length)) : undefined;
  return bytes && formatUuid(bytes);
}
