import { TraitWorker } from "@rapport/domain/computed-traits/trait-worker";
import type { Services } from "@rapport/domain/context";
import type { ReplayLane } from "@rapport/domain/events/replay-dead-letters";
import { SegmentKeeper } from "@rapport/domain/segments/segment-keeper";
import type { Closing } from "./close-all.ts";
import { startJobs } from "./start-jobs.ts";

/**
 * Starts what works beside requests and events; answers how to end each, in order.
 * @param isAlone true where no other process works on this store
 */
export async function startWorkers(services: Services, { append }: ReplayLane, isAlone: boolean): Promise<Closing[]> {
  const jobs = await startJobs(services, isAlone);
  const traits = new TraitWorker(services);
  traits.start();
  const segments = new SegmentKeeper({ services, append });
  segments.start();
  return [
    ...jobs,
    { what: "computed traits", close: () => traits.stop() },
    { what: "segments", close: () => segments.stop() },
  ];
}
