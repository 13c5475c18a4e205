/** Prefix of every public id, so that an id tells what it names wherever it is pasted. */
export const ID_PREFIXES = {
  workspace: "wsp",
  project: "prj",
  key: "key",
  profile: "pro",
  decision: "dec",
  merge: "mrg",
  cluster: "clu",
  model: "mdl",
  experiment: "exp",
  computedTrait: "ctr",
  job: "job",
  webhook: "whk",
  connection: "con",
  delivery: "dlv",
  member: "mem",
  invitation: "inv",
  role: "rol",
  segment: "seg",
  document: "kdc",
  claim: "clm",
  agentRun: "run",
  approval: "apr",
  content: "cnt",
  trigger: "trg",
  lead: "led",
  campaign: "cmp",
  adSet: "ads",
  platformAction: "act",
  privacyRequest: "prq",
  request: "req",
} as const;

export type IdKind = keyof typeof ID_PREFIXES;

const CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz";

/**
 * Encodes 16 bytes as 26 Crockford base-32 characters (the ULID alphabet, lower case).
 * The order of the texts is the order of the bytes, so time-ordered ids stay sortable.
 */
export function encodeBase32(bytes: Uint8Array): string {
  let text = "";
  let rest = 0;
  // 26 characters hold 130 bits: two zeros stand in front.
  let bits = 2;
  for (const byte of bytes) {
    rest = ((rest << 8) | byte) & 0x1fff;
    bits += 8;
    for (; bits >= 5; bits -= 5) text += CROCKFORD[(rest >> (bits - 5)) & 31];
  }
  return text;
}

/** 26 characters, the first one small enough for 128 bits. */
const BASE32 = new RegExp(`^[0-7][${CROCKFORD}]{25}$`);

/** The 16 bytes that `encodeBase32` made this text of; undefined when the text is no such one. */
export function decodeBase32(text: string): Uint8Array | undefined {
  if (!BASE32.test(text)) return undefined;
  let value = 0n;
  for (const character of text) value = (value << 5n) | BigInt(CROCKFORD.indexOf(character));
  return Uint8Array.from({ length: 16 }, (_, i) => Number((value >> BigInt(120 - 8 * i)) & 255n));
}

/**
 * Bytes of a UUIDv7 (RFC 9562 §5.7): 48 bits of Unix milliseconds, then random bits.
 * @param nowMs time in milliseconds since the epoch
 * @param random 10 random bytes
 */
export function uuidv7Bytes(nowMs: number, random: Uint8Array): Uint8Array {
  const bytes = new Uint8Array(16);
  const high = Math.floor(nowMs / 2 ** 16);
  const low = nowMs % 2 ** 16;
  bytes[0] = (high >>> 24) & 255;
  bytes[1] = (high >>> 16) & 255;
  bytes[2] = (high >>> 8) & 255;
  bytes[3] = high & 255;
  bytes[4] = (low >>> 8) & 255;
  bytes[5] = low & 255;
  bytes.set(random.subarray(0, 10), 6);
  bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x70;
  bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
  return bytes;
}

/**
 * Unix milliseconds that a UUIDv7 (RFC 9562 §5.7) was made at, by the clock of its maker.
 * @returns undefined when the text is no UUIDv7 in canonical lower-case form
 */
export function uuidv7TimeMs(text: string): number | undefined {
  if (text[14] !== "7" || !isUuid(text)) return undefined;
  return Number.parseInt(text.slice(0, 8) + text.slice(9, 13), 16);
}

const HEX = Array.from({ length: 256 }, (_, byte) => byte.toString(16).padStart(2, "0"));

/** Hyphenated lower-case form of 16 bytes. */
export function formatUuid(bytes: Uint8Array): string {
  let hex = "";
  for (const byte of bytes) hex += HEX[byte];
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`;
}

/** A new prefixed id such as `prj_01k…`; ids of one kind sort by the time they were made. */
export function newId(kind: IdKind, nowMs: number, random: Uint8Array): string {
  return `${ID_PREFIXES[kind]}_${encodeBase32(uuidv7Bytes(nowMs, random))}`;
}

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** True for the canonical lower-case UUID form, which the store keeps in 16 bytes. */
export function isUuid(text: string): boolean {
  return text.length === 36 && UUID.test(text);
}
