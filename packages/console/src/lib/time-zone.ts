import { makeSignal, useSignal } from "./signal.ts";

type TimeZone = "local" | "utc";

const STORAGE_KEY = "rapport-console-times";

const zone = makeSignal<TimeZone>(readChoice());

/** Chooses for this browser whether times are those of the reader's place or UTC, as the API and logs have them. */
export function chooseTimeZone(next: TimeZone): void {
  zone.write(next);
  try {
    localStorage.setItem(STORAGE_KEY, next);
  } catch {
    // Storage may be refused (private window): the choice then lasts as long as the page.
  }
}

/** The choice; whoever shows a time outside of `TimeAgo` asks by this, so that it is written anew when it changes. */
export function useTimeZone(): TimeZone {
  return useSignal(zone);
}

/** For Intl: the zone's name, or nothing for the reader's own. */
export function currentZone(): { timeZone?: "UTC" } {
  return zone.read() === "utc" ? { timeZone: "UTC" } : {};
}

function readChoice(): TimeZone {
  try {
    return typeof localStorage !== "undefined" && localStorage.getItem(STORAGE_KEY) === "utc" ? "utc" : "local";
  } catch {
    return "local";
  }
}
