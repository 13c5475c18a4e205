import { decodeBase32, encodeBase32, formatUuid, ID_PREFIXES } from "@rapport/contracts/ids";

const PREFIX = `${ID_PREFIXES.profile}_`;

/** Public form of a profile's UUID. */
export function formatProfileId(uuid: string): string {
  return PREFIX + encodeBase32(Buffer.from(uuid.replaceAll("-", ""), "hex"));
}

/** The UUID behind a public profile id; undefined when the text is none. */
export function parseProfileId(text: string): string | undefined {
  const bytes = text.startsWith(PREFIX) ? decodeBase32(text.slice(PREFIX.length)) : undefined;
  return bytes && formatUuid(bytes);
}
