import type { Services } from "@rapport/domain/context";

/** Thrown where a process would have died. */
export class Killed extends Error {
  override readonly name = "Killed";
}

/**
 * Services that die at the n-th boundary: before or after the commit of a transaction, before a call reaches an ad platform or before its answer
 * comes back. Past it, everything of them is dead. `passed` counts the boundaries that were met.
 */
export function killAt<T extends Services>(services: T, point: number): { services: T; passed: () => number } {
  let met = 0;
  const boundary = () => {
    met += 1;
    if (met >= point) throw new Killed(`Killed at boundary ${point}`);
  };
  const { store, adPlatforms } = services;
  const dying: Services["store"] = {
    ...store,
    forProject: () => dying,
    async withTransaction(work) {
      const value = await store.withTransaction(async (tx) => {
        const done = await work(tx);
        boundary();
        return done;
      });
      boundary();
      return value;
    },
  };
  const open: Services["adPlatforms"]["open"] = async (projectId, name) => {
    const platform = await adPlatforms.open(projectId, name);
    if (!platform) return undefined;
    return new Proxy(platform, {
      get(target, key) {
        const method: unknown = Reflect.get(target, key);
        if (typeof method !== "function") return method;
        return async (...parameters: unknown[]) => {
          boundary();
          const answer: unknown = await method.apply(target, parameters);
          boundary();
          return answer;
        };
      },
    });
  };
  return { services: { ...services, store: dying, adPlatforms: { ...adPlatforms, open } }, passed: () => met };
}
