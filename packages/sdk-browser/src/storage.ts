import { attempt } from "./attempt.ts";

const COOKIE_LIFE_SECONDS = 365 * 24 * 3_600;

/** Reads a value that outlives the page: from localStorage, else from a first-party cookie. */
export function readValue(key: string): string | undefined {
  return attempt(() => localStorage.getItem(key)) ?? attempt(() => readCookie(key));
}

/** Keeps a value in localStorage, or in a first-party cookie where that is refused. */
export function writeValue(key: string, value: string): void {
  const kept = attempt(() => {
    localStorage.setItem(key, value);
    return true;
  });
  if (!kept) attempt(() => writeCookie(key, value));
}

function readCookie(key: string): string | undefined {
  const pair = document.cookie.split("; ").find((one) => one.startsWith(`${key}=`));
  return pair && decodeURIComponent(pair.slice(key.length + 1));
}

function writeCookie(key: string, value: string): void {
  // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in two of three engines
  document.cookie = `${key}=${encodeURIComponent(value)};path=/;max-age=${COOKIE_LIFE_SECONDS};samesite=lax`;
}
