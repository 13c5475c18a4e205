import type { Place } from "./storage.ts";

const LIFE_SECONDS = 365 * 24 * 3_600;

/** Cookies of the widest domain that takes them: one visitor on all subdomains. */
export const cookie: Place = (key, text) => {
  const read = () => decodeURIComponent(`; ${document.cookie}`.split(`; ${key}=`)[1]?.split(";")[0] ?? "");
  const write = (domain: string) => {
    // biome-ignore lint/suspicious/noDocumentCookie: the Cookie Store API is missing in two of three engines
    document.cookie = `${key}=${encodeURIComponent(text ?? "")};domain=${domain};path=/;max-age=${text ? LIFE_SECONDS : 0};samesite=lax`;
    return read() === text;
  };
  const labels = location.hostname.split(".");
  // From the widest domain down: browsers refuse a cookie for a public suffix such as co.uk. Last, the host alone.
  return text === undefined ? read() : labels.some((_, at) => write(labels.slice(~at).join("."))) || write("");
};
