import { useCallback, useSyncExternalStore } from "react";
import { makeSignal } from "./signal.ts";

/** Changes that were made on the screen and wait for second thoughts before they are sent, by the id of what they change. */
const held = makeSignal<ReadonlyMap<string, string>>(new Map());

/** Notes that `id` is shown as `what` until `release`. */
export function hold(id: string, what: string): void {
  held.write(new Map(held.read()).set(id, what));
}

export function release(id: string): void {
  const next = new Map(held.read());
  next.delete(id);
  held.write(next);
}

/** What `id` is to become, while that has not been sent yet. */
export function useHeld(id: string): string | undefined {
  return useSyncExternalStore(
    held.subscribe,
    useCallback(() => held.read().get(id), [id]),
  );
}
