import { useCallback, useSyncExternalStore } from "react";

/** The same lines as Tailwind's `md` and `lg`. */
const QUERIES = { phone: "(max-width: 767.98px)", tablet: "(max-width: 1023.98px)" } as const;

/** True up to the given width, for what CSS cannot decide: row heights of virtual lists, which tabs there are. */
export function useNarrow(upTo: keyof typeof QUERIES): boolean {
  const query = QUERIES[upTo];
  const subscribe = useCallback(
    (listener: () => void) => {
      const media = window.matchMedia(query);
      media.addEventListener("change", listener);
      return () => media.removeEventListener("change", listener);
    },
    [query],
  );
  return useSyncExternalStore(subscribe, () => window.matchMedia(query).matches);
}
