/** The nearest part around an element that scrolls as the screen is now: on a phone that is often another one. */
export function findScroller(element: HTMLElement | null): HTMLElement | null {
  for (let part = element?.parentElement; part; part = part.parentElement)
    if (/auto|scroll/.test(getComputedStyle(part).overflowY)) return part;
  return null;
}
