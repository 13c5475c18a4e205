import { useEffect, useRef } from "react";

/** Keys to what they do and how the sheet of keys calls it. A key is `event.key`, or two of them after one another as in `"g e"`. */
type Hotkeys = Record<string, { label: string; run: () => void }>;

/** How long the first key of a pair waits for the second. */
const PAIR_MS = 900;

const bound = new Set<{ current: Hotkeys }>();

/** What is bound at the moment, in the order of binding. */
export function listHotkeys(): { keys: string; label: string }[] {
  return [...bound].flatMap(({ current }) => Object.entries(current).map(([keys, { label }]) => ({ keys, label })));
}

/**
 * Binds keys while the component is on the screen; typing in a field, open dialogs and browser shortcuts stay untouched.
 * `otherwise` is asked about every other key, and answers whether it used it.
 */
export function useHotkeys(hotkeys: Hotkeys, otherwise?: (key: string) => boolean): void {
  const latest = useRef(hotkeys);
  const rest = useRef(otherwise);
  useEffect(() => {
    latest.current = hotkeys;
    rest.current = otherwise;
  });
  useEffect(() => {
    let first = { key: "", at: 0 };
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey) return;
      if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
      const pair = event.timeStamp - first.at < PAIR_MS ? `${first.key} ${event.key}` : "";
      first = { key: event.key, at: event.timeStamp };
      const single = isPairEnd(pair) ? undefined : event.key;
      const hotkey = latest.current[pair] ?? latest.current[single ?? ""];
      hotkey?.run();
      if (hotkey || (single !== undefined && rest.current?.(single))) event.preventDefault();
    };
    window.addEventListener("keydown", onKeyDown);
    bound.add(latest);
    return () => {
      window.removeEventListener("keydown", onKeyDown);
      bound.delete(latest);
    };
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
