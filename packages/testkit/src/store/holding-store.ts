import type { Store } from "@rapport/store/database";

/** A store whose next transaction does all its work and then waits, uncommitted, until `commit` is called. */
export type HoldingStore = { store: Store; worked: Promise<void>; commit: () => void };

/** Lets a test decide in which order transactions commit. */
export function holdingStore(store: Store): HoldingStore {
  const worked = Promise.withResolvers<void>();
  const gate = Promise.withResolvers<void>();
  const holding: Store = {
    ...store,
    forProject: () => holding,
    withTransaction: (work) =>
      store.withTransaction(async (tx) => {
        const result = await work(tx);
        worked.resolve();
        await gate.promise;
        return result;
      }),
  };
  return { worked: worked.promise, commit: gate.resolve, store: holding };
}
