/**
 * 64 well-mixed bits of a text as two unsigned 32-bit numbers: FNV-1a from two offsets, each finished by MurmurHash3's
 * fmix32. Not for secrets: whoever chooses the texts can choose collisions.
 */
export function hashText(text: string): [high: number, low: number] {
  let high = 0x811c9dc5;
  let low = 0x9747b28c;
  for (let i = 0; i < text.length; i++) {
    const unit = text.charCodeAt(i);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit ^ (high >>> 15), 0x85ebca6b);
  }
  return [mix(high), mix(low ^ (high << 7))];
}

function mix(value: number): number {
  let h = value;
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
