import type { Store } from "@rapport/store/database";

/** Where a process can die: on either side of a statement, of a transaction, and before its commit. */
export type Boundary =
  | "before a statement"
  | "after a statement"
  | "before a transaction"
  | "before a commit"
  | "after a commit";

/**
 * A store that calls `die` at one boundary, counted from 1 over all that is asked of it.
 * @param die is told the statement outside of transactions that was asked for last, too: the place in the program, as far as the store knows it
 */
export function dieAt(store: Store, at: () => number, die: (boundary: Boundary, text: string) => void): Store {
  let met = 0;
  let last = "";
  const pass = (boundary: Boundary) => {
    met += 1;
    if (met === at()) die(boundary, last);
  };
  const dying: Store = {
    ...store,
    forProject: () => dying,
    db: store.guarded(async (call, text) => {
      last = text;
      pass("before a statement");
      const rows = await call();
      pass("after a statement");
      return rows;
    }),
    async withTransaction(work) {
      pass("before a transaction");
      const value = await store.withTransaction(async (tx) => {
        const done = await work(tx);
        pass("before a commit");
        return done;
      });
      pass("after a commit");
      return value;
    },
  };
  return dying;
}
