import { attempt } from "@rapport/sdk-core";

let timezone: string | undefined;

/** What an event happens on. What the page or the browser refuses is left out, the rest stays. */
export function describeDevice(): Record<string, unknown> {
  // Asked once: building a formatter costs more than the rest of an event.
  timezone ??= attempt(() => Intl.DateTimeFormat().resolvedOptions().timeZone);
  return {
    userAgent: attempt(() => navigator.userAgent),
    locale: attempt(() => navigator.language),
    timezone,
    screen: attempt(() => ({ width: screen.width, height: screen.height, density: devicePixelRatio })),
  };
}
