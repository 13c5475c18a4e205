const KEY = '"messageId":"';

/** The messageId of a serialised message; undefined when the text is no message. */
export function readMessageId(text: string): string | undefined {
  // `buildMessage` puts it behind everything that a caller may name, so the last one is the message's own.
  const start = text.lastIndexOf(KEY) + KEY.length;
  const id = text.slice(start, text.indexOf('"', start));
  // Flat and free of escapes in all but strange cases; those cost a parse.
  return text.endsWith('Z"}') && start >= KEY.length && !id.includes("\\") ? id : parseMessageId(text);
}

/** The same for a text that may be damaged, from a disk. */
export function parseMessageId(text: string): string | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return typeof message === "object" && message && "messageId" in message ? String(message.messageId) : undefined;
  } catch {
    return undefined;
  }
}
