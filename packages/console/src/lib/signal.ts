import { useSyncExternalStore } from "react";

/** A value that lives outside of React and whose readers render when it changes. */
type Signal<T> = { read: () => T; write: (next: T) => void; subscribe: (listener: () => void) => () => void };

export function makeSignal<T>(first: T): Signal<T> {
  let value = first;
  const listeners = new Set<() => void>();
  return {
    read: () => value,
    write: (next) => {
      value = next;
      for (const listener of listeners) listener();
    },
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

export function useSignal<T>(signal: Signal<T>): T {
  return useSyncExternalStore(signal.subscribe, signal.read);
}
