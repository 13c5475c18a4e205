import { useEffect, useRef } from "react";

/** Keys to what they do. A key is `event.key`, or two of them after one another as in `"g e"`. */
type Hotkeys = Record<string, () => void>;

/** How long the first key of a pair waits for the second. */
const PAIR_MS = 900;

/** Binds keys while the component is on the screen; typing in a field and browser shortcuts stay untouched. */
export function useHotkeys(hotkeys: Hotkeys): void {
  const latest = useRef(hotkeys);
  useEffect(() => {
    latest.current = hotkeys;
  });
  useEffect(() => {
    let first = { key: "", at: 0 };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target)) return;
      const pair = event.timeStamp - first.at < PAIR_MS ? `${first.key} ${event.key}` : "";
      first = { key: event.key, at: event.timeStamp };
      const run = latest.current[pair] ?? (isPairEnd(pair) ? undefined : latest.current[event.key]);
      if (!run) return;
      event.preventDefault();
      run();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}

/** `g` opens a pair everywhere: its second key must not also run as a key of its own. */
function isPairEnd(pair: string): boolean {
  return pair.startsWith("g ");
}

function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || ["INPUT", "TEXTAREA", "SELECT"].includes(target.tagName);
}
