import type { Environment } from "@rapport/sdk-core";
import { randomUuid } from "@rapport/sdk-core";

/** Time, chance and measures of a page. */
export const browserEnvironment: Environment = {
  now: () => Date.now(),
  random: () => Math.random(),
  newUuid: randomUuid,
  byteLength: (text) => new TextEncoder().encode(text).length,
  startTimer(run, delayMs) {
    const timer = setTimeout(run, delayMs);
    return () => clearTimeout(timer);
  },
};
