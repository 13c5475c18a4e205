/**
 * A random UUID (RFC 9562 version 4). Works without `crypto.randomUUID` (pages without TLS lack it) and without
 * `crypto` at all, because an id generator that throws takes the host page down with it.
 */
export function randomUuid(): string {
  try {
    return crypto.randomUUID();
  } catch {
    // 8 stands for the variant digit: 8 to b.
    return "00000000-0000-4000-8000-000000000000".replace(/[08]/g, (digit) => {
      let byte = Math.random() * 256;
      try {
        byte = crypto.getRandomValues(new Uint8Array(1))[0] ?? byte;
      } catch {}
      return (+digit | (byte & (+digit ? 3 : 15))).toString(16);
    });
  }
}
