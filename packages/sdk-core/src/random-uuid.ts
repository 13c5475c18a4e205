/**
 * A random UUID (RFC 9562 version 4). Works without `crypto.randomUUID` (pages without TLS lack it) and without
 * `crypto` at all, because an id generator that throws takes the host page down with it.
 */
export function randomUuid(): string {
  try {
    return crypto.randomUUID();
  } catch {
    // 8 stands for the variant digit: 8 to b.
    return "00000000-0000-4000-8000-000000000000".replace(/[08]/g, (digit) =>
      (Number(digit) | (randomByte() & (digit === "8" ? 3 : 15))).toString(16),
    );
  }
}

function randomByte(): number {
  try {
    return crypto.getRandomValues(new Uint8Array(1))[0] ?? 0;
  } catch {
    return Math.random() * 256;
  }
}
