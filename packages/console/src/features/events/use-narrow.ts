import { useSyncExternalStore } from "react";

/** The same line as Tailwind's `md`. */
const QUERY = "(max-width: 767.98px)";

/** True on a phone, for what CSS cannot decide (row heights of virtual lists). */
export function useNarrow(): boolean {
  return useSyncExternalStore(subscribe, () => window.matchMedia(QUERY).matches);
}

function subscribe(listener: () => void): () => void {
  const media = window.matchMedia(QUERY);
  media.addEventListener("change", listener);
  return () => media.removeEventListener("change", listener);
}
