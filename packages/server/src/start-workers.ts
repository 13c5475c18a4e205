import type { TracingSetting } from "@rapport/agents/tracing/run-tracing";
import { TraitWorker } from "@rapport/domain/computed-traits/trait-worker";
import type { Services } from "@rapport/domain/context";
import type { ReplayLane } from "@rapport/domain/events/replay-dead-letters";
import { recallPeople } from "@rapport/domain/recommendations/recall-people";
import { SegmentKeeper } from "@rapport/domain/segments/segment-keeper";
import type { Closing } from "./close-all.ts";
import { startJobs } from "./start-jobs.ts";

/**
 * Starts what works beside requests and events; answers how to end each, in order.
 * @param options `isAlone`: no other process works on this store
 */
export async function startWorkers(
  services: Services,
  lane: ReplayLane,
  { isAlone, tracing }: { isAlone: boolean; tracing: TracingSetting | undefined },
): Promise<Closing[]> {
  const jobs = await startJobs(services, { isAlone, lane, tracing });
  const traits = new TraitWorker(services);
  traits.start();
  const segments = new SegmentKeeper({ services, append: lane.append });
  segments.start();
  return [
    recallEverybody(services),
    ...jobs,
    { what: "computed traits", close: () => traits.stop() },
    { what: "segments", close: () => segments.stop() },
  ];
}

/** Fills memory with the people of all projects, one project after the other, beside the requests. */
function recallEverybody(services: Services): Closing {
  const ending = new AbortController();
  const recall = async () => {
    // The embedded store is a memory of this process already.
    if (services.store.engine === "pglite") return;
    for (const id of [...services.recommenders.projectIds()]) await recallPeople(services, id, ending.signal);
  };
  const recalling = recall();
  const close = () => {
    ending.abort();
    return recalling;
  };
  return { what: "people in memory", close };
}
