/** Half of it on screen for a second counts as seen: the IAB's definition of a viewable display. */
const VIEWABLE_SHARE = 0.5;
const VIEWABLE_MS = 1_000;

/** Calls back once, when the element was really on screen. One that leaves the document is on no screen any more. */
export function watchExposure(element: Element, onShown: () => void): void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const observer = new IntersectionObserver(
    (entries) => {
      clearTimeout(timer);
      // Entries of one call are in the order of time; the last one is how it is now.
      if (!entries[entries.length - 1]?.isIntersecting) return;
      timer = setTimeout(() => {
        observer.disconnect();
        onShown();
      }, VIEWABLE_MS);
    },
    { threshold: VIEWABLE_SHARE },
  );
  observer.observe(element);
}
