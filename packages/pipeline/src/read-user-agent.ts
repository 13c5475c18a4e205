import { UAParser } from "ua-parser-js";

/** Families of browser, system and device; absent where the text does not tell. */
export type Device = { browser?: string; os?: string; device?: string };

/** Distinct user agents are few and parsing one costs ~40 µs, so the last ones are kept. */
const CACHE_SIZE = 2_000;
/** Longer texts are no browser's; the parser's expressions must not see them. */
const MAX_LENGTH = 512;
const cache = new Map<string, Device>();

/** Reads a User-Agent (ua-parser-js 1, MIT). */
export function readUserAgent(userAgent: string): Device {
  if (userAgent.length > MAX_LENGTH) return {};
  const known = cache.get(userAgent);
  if (known) return known;
  const device = parse(userAgent);
  if (cache.size >= CACHE_SIZE) cache.clear();
  cache.set(userAgent, device);
  return device;
}

function parse(userAgent: string): Device {
  const { browser, os, device } = new UAParser(userAgent).getResult();
  return {
    ...(browser.name ? { browser: browser.name } : {}),
    ...(os.name ? { os: os.name } : {}),
    ...(browser.name ? { device: device.type ?? "desktop" } : {}),
  };
}
