import { useEffect, useRef } from "react";
import { t } from "../lib/text.ts";
import { Button } from "./button.tsx";
import { findScroller } from "./find-scroller.ts";

/** About a screen: who scrolls on does not come to the end before the next rows. A list's first page is longer than that and a screen. */
const AHEAD = "1000px";

type LoadMoreProps = {
  label: string;
  loading: boolean;
  /** The rows that were asked for last did not come: whoever wants them presses, or each failure would ask again at once. */
  failed: boolean;
  onLoad: () => void;
};

/** The end of a list that goes on: loads by itself when it comes near, and by a press for those who do not scroll. */
export function LoadMore({ label, loading, failed, onLoad }: LoadMoreProps) {
  const end = useRef<HTMLDivElement>(null);
  const load = useRef(onLoad);
  useEffect(() => {
    load.current = onLoad;
  });
  useEffect(() => {
    const element = end.current;
    if (!element || loading || failed) return;
    const observer = new IntersectionObserver(
      (entries) => {
        if (entries.some((entry) => entry.isIntersecting)) load.current();
      },
      // A margin counts for the part it is asked of: that of the window would say nothing of what scrolls within it.
      { root: findScroller(element), rootMargin: AHEAD },
    );
    observer.observe(element);
    return () => observer.disconnect();
  }, [loading, failed]);
  return (
    <div ref={end} className="flex justify-center py-4">
      <Button look="quiet" disabled={loading} onClick={onLoad}>
        {loading ? t("Loading…") : label}
      </Button>
    </div>
  );
}
