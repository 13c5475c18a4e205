import { Admission } from "@rapport/api/admission";
import type { ApiServices } from "@rapport/api/services";
import type { Services } from "@rapport/domain/context";
import { isStoreAway } from "@rapport/domain/store-away";
import { Quota } from "@rapport/domain/usage/quota";
import { RejectMeter } from "@rapport/domain/usage/reject-meter";
import type { Projector } from "@rapport/pipeline/projector";
import type { EventLog } from "@rapport/ports/event-log";
import type { Breaker } from "./breaker.ts";
import { createBreaker } from "./breaker.ts";
import type { Closing } from "./close-all.ts";
import { guardStore } from "./guard-store.ts";
import type { ServiceLimits } from "./service-limits.ts";

/** What decides whether a request is taken, and whether the store is asked for it. */
export type Guards = Pick<ApiServices, "admission" | "quota" | "rejects" | "servingStore"> & {
  breakers: Record<string, Breaker>;
  /** Gives back idle leases; and, once all that earlier processes took is stored, what they held when they were killed. */
  tidyQuota: () => Promise<void>;
  /** Gives back and writes what is held, then ends the guards; in this order, while the store is open. */
  closings: readonly Closing[];
};

export type GuardOptions = {
  limits: ServiceLimits;
  services: Services;
  projector: Projector;
  log: EventLog;
  /** Whether other servers lease from the same quotas. */
  isShared: boolean;
};

/** Makes the guards of one process. */
export function createGuards({ limits, services, projector, log, isShared }: GuardOptions): Guards {
  const admission = new Admission(limits.admission, () => projector.backlog(), Math.random);
  const reads = createBreaker("The store", limits.reads, isStoreAway);
  const servingStore = guardStore(services.store, reads.run);
  const quota = new Quota({ ...services, store: servingStore }, limits.quota);
  const rejects = new RejectMeter(services);
  return {
    admission,
    quota,
    rejects,
    servingStore,
    breakers: { store_reads: reads },
    // Beside other servers, what a killed one held cannot be told from what they hold: it comes back with the next day.
    tidyQuota: isShared ? () => quota.returnIdle() : tidyQuota(projector, log, quota),
    closings: [
      { what: "quota", close: () => quota.close() },
      { what: "usage", close: () => rejects.flush() },
      { what: "admission", close: async () => admission.close() },
      { what: "circuit breakers", close: async () => reads.close() },
    ],
  };
}

function tidyQuota(projector: Projector, log: EventLog, quota: Quota): () => Promise<void> {
  const taken = new Map(log.ends().map((end, partition) => [partition, end - 1]));
  let freed = false;
  return async () => {
    if (!freed && (await projector.waitFor(taken, 0))) {
      await quota.freeLost();
      freed = true;
    }
    await quota.returnIdle();
  };
}
