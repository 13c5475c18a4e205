import type { Store } from "@rapport/store/database";

/** A store whose server can be stopped like by SIGSTOP: between two of its statements, and for as long as one likes. */
export type PausableStore = { store: Store; pause: () => void; resume: () => void };

/** Statements and transactions that begin during a pause wait for its end; those under way go on. */
export function pausableStore(store: Store): PausableStore {
  let paused: PromiseWithResolvers<void> | undefined;
  const db = new Proxy(store.db, {
    get: (target, name) => {
      const value: unknown = Reflect.get(target, name);
      if (name !== "execute" || typeof value !== "function") return value;
      return async (...args: unknown[]) => {
        await paused?.promise;
        return Reflect.apply(value, target, args);
      };
    },
  });
  const pausable: Store = {
    ...store,
    db,
    forProject: () => pausable,
    withTransaction: async (work) => {
      await paused?.promise;
      return store.withTransaction(work);
    },
  };
  return {
    store: pausable,
    pause: () => {
      paused = Promise.withResolvers();
    },
    resume: () => {
      paused?.resolve();
      paused = undefined;
    },
  };
}
