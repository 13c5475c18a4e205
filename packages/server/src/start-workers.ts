import { TraitWorker } from "@rapport/domain/computed-traits/trait-worker";
import type { Services } from "@rapport/domain/context";
import type { Closing } from "./close-all.ts";

/** Starts what works beside requests and events; answers how to end each. */
export function startWorkers(services: Services): Closing[] {
  const traits = new TraitWorker(services);
  traits.start();
  return [{ what: "computed traits", close: () => traits.stop() }];
}
