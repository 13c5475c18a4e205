/** The start of a message as JSON, and whether it was longer. */
export type Excerpt = { text: string; truncated: boolean };

/** The start of a message, to be recognised by. The key is left out; deep messages cannot be written as text. */
export function excerptMessage(message: unknown, maxBytes: number): Excerpt {
  try {
    const shown =
      typeof message === "object" && message !== null && !Array.isArray(message) ? hideKey(message) : message;
    const text = (JSON.stringify(shown) ?? "").toWellFormed();
    const bytes = Buffer.from(text.slice(0, maxBytes)); // no character has less than a byte
    if (text.length <= maxBytes && bytes.byteLength <= maxBytes) return { text, truncated: false };
    return {
      text: bytes
        .subarray(0, maxBytes)
        .toString("utf8")
        .replace(/\uFFFD+$/, ""),
      truncated: true,
    };
  } catch {
    // Only a message nested thousands deep ends here; its rejection names the place.
    return { text: "(nested too deep to show)", truncated: true };
  }
}

function hideKey(message: object): object {
  return "writeKey" in message ? { ...message, writeKey: undefined } : message;
}
