import type { Store } from "@rapport/store/database";

/** The store type, for tests of packages that may not import the store. */
export type TestStore = Store;

/** Which transactions fail, counted from 1, and how. */
export type Failing = {
  from: number;
  /** Transactions that fail from there on; all of them when absent. */
  times?: number;
  /** SQLSTATE or socket error. */
  code: string;
  /** `before` the commit: nothing is kept. `after` it: all is kept, and the caller hears of a failure. */
  moment: "before" | "after";
};

/** A store whose connection is lost at some of its transactions. `failed` resolves at the first one. */
export function failingStore(store: Store, failing: Failing): { store: Store; failed: Promise<void> } {
  let count = 0;
  const first = Promise.withResolvers<void>();
  const fail = () => {
    first.resolve();
    throw Object.assign(new Error("Injected failure"), { code: failing.code });
  };
  const isFailing = () => {
    count++;
    return count >= failing.from && count < failing.from + (failing.times ?? Number.POSITIVE_INFINITY);
  };
  const withTransaction: Store["withTransaction"] = async (work) => {
    if (!isFailing()) return store.withTransaction(work);
    if (failing.moment === "after") {
      await store.withTransaction(work);
      return fail();
    }
    return store.withTransaction(async (tx) => {
      await work(tx);
      return fail();
    });
  };
  const failingAll: Store = { ...store, withTransaction, forProject: () => failingAll };
  return { store: failingAll, failed: first.promise };
}
