/** The address if it is plain http(s); anything else in the data (`javascript:`, `data:`) must never become a link. */
export function safeUrl(text: string): string | undefined {
  try {
    const url = new URL(text, window.location.origin);
    return url.protocol === "http:" || url.protocol === "https:" ? url.href : undefined;
  } catch {
    return undefined;
  }
}
