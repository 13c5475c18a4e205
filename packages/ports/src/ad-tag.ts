import { adTagSchema } from "@rapport/contracts/ad-platforms";
import { encodeBase32, uuidv7Bytes } from "@rapport/contracts/ids";

/** Marks what stands before the tag in a name. */
const SEPARATOR = " · ";
const TAG_AT_END = /rpt_[0-7][0-9a-hjkmnp-tv-z]{25}$/;

/** A new tag; tags sort by the time of their making. @param random 10 random bytes */
export function newAdTag(nowMs: number, random: Uint8Array): string {
  return `rpt_${encodeBase32(uuidv7Bytes(nowMs, random))}`;
}

/** An object's name on a platform: what people call it, cut to fit, and the tag at its end. */
export function nameWithTag(name: string, tag: string, maxLength: number): string {
  const room = maxLength - tag.length - SEPARATOR.length;
  // Not in the middle of a character that takes two units.
  const cut = name.length > room ? name.slice(0, room).replace(/[\uD800-\uDBFF]$/, "") : name;
  return `${cut.trimEnd()}${SEPARATOR}${tag}`;
}

/** The tag at the end of a name; undefined when an object is none of ours. */
export function readTag(name: string): string | undefined {
  const found = TAG_AT_END.exec(name)?.[0];
  return found !== undefined && adTagSchema.safeParse(found).success ? found : undefined;
}
