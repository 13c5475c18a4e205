import { encodeBase32, ID_PREFIXES } from "@rapport/contracts/ids";

const ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
const PROFILE_ID = new RegExp(`^${ID_PREFIXES.profile}_[0-7][${ALPHABET}]{25}$`);

/** Public form of a profile's UUID. */
export function formatProfileId(uuid: string): string {
  return `${ID_PREFIXES.profile}_${encodeBase32(Buffer.from(uuid.replaceAll("-", ""), "hex"))}`;
}

/** The UUID behind a public profile id; undefined when the text is none. */
export function parseProfileId(text: string): string | undefined {
  if (!PROFILE_ID.test(text)) return undefined;
  let value = 0n;
  for (const character of text.slice(ID_PREFIXES.profile.length + 1)) {
    value = (value << 5n) | BigInt(ALPHABET.indexOf(character));
  }
  const hex = value.toString(16).padStart(32, "0");
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}
