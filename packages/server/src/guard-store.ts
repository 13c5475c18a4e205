import type { Guard, Store } from "@rapport/store/database";

/** The store with every statement outside a transaction run by a guard, for the whole and for each project. */
export function guardStore(store: Store, guard: Guard): Store {
  // Handles are made for every request: each is guarded once, for as long as the store remembers it.
  const guarded = new WeakMap<Store, Store>();
  const guardOne = (one: Store): Store => {
    const made: Store = guarded.get(one) ?? { ...one, db: one.guarded(guard), forProject };
    guarded.set(one, made);
    return made;
  };
  const forProject = (projectId: string) => guardOne(store.forProject(projectId));
  return guardOne(store);
}
