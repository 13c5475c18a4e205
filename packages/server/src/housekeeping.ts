import type { Services } from "@rapport/domain/context";
import type { Logger } from "@rapport/domain/logger";
import { tellError } from "@rapport/domain/logger";
import { finishErasures, forgetErased, sweepErasures } from "@rapport/domain/privacy/finish-erasures";
import { tendTables } from "@rapport/domain/upkeep/tend-tables";
import { LogTrimmer } from "@rapport/pipeline/log-trimmer";
import type { Projector } from "@rapport/pipeline/projector";
import type { EventLog } from "@rapport/ports/event-log";
import type { EventKeeper } from "./event-keeper.ts";
import type { Guards } from "./guards.ts";

const SNAPSHOT_INTERVAL_MS = 60_000;
const TRIM_INTERVAL_MS = 60 * 60_000;
const KEEPER_INTERVAL_MS = 15 * 60_000;
const QUOTA_INTERVAL_MS = 10_000;
/** How soon a model that another server has activated answers here. */
const TRAINED_INTERVAL_MS = 10_000;
const USAGE_INTERVAL_MS = 1_000;
/** How soon the planner hears of a table that grows. */
const TABLES_INTERVAL_MS = 3_000;
/** How soon what a request left undone is taken up, and what other servers erased is out of this one's memory. */
const ERASURE_INTERVAL_MS = 5_000;

export type HousekeepingOptions = {
  services: Services;
  log: EventLog;
  projector: Projector;
  keeper: EventKeeper;
  guards: Guards;
};

/** Starts what runs by the clock; answers the timers to clear at the end. */
export async function startHousekeeping(options: HousekeepingOptions): Promise<NodeJS.Timeout[]> {
  const { services, log, projector, keeper, guards } = options;
  const trimmer = new LogTrimmer(log, () => projector.readStored());
  await trimmer.start();
  const every = (what: string, ms: number, work: () => Promise<void>) => repeat(what, ms, services.log, work);
  const forgotten = new Set<string>();
  return [
    every("erasures", ERASURE_INTERVAL_MS, async () => {
      await finishErasures(services);
      await forgetErased(services, forgotten);
      await sweepErasures(services);
    }),
    every("tables", TABLES_INTERVAL_MS, async () => {
      await tendTables(services, projector.lag() === 0);
    }),
    every("snapshot", SNAPSHOT_INTERVAL_MS, () => services.recommenders.snapshot()),
    every("trained models", TRAINED_INTERVAL_MS, () => services.recommenders.refreshTrained()),
    every("log trim", TRIM_INTERVAL_MS, () => trimmer.trim(Date.now())),
    every("days of events", KEEPER_INTERVAL_MS, keeper.tend),
    every("quota", QUOTA_INTERVAL_MS, guards.tidyQuota),
    every("usage", USAGE_INTERVAL_MS, () => guards.rejects.flush()),
  ];
}

/** Work that must not keep the process alive, and whose failure is told, not thrown. */
function repeat(what: string, everyMs: number, logger: Logger, work: () => Promise<void>): NodeJS.Timeout {
  return setInterval(() => {
    work().catch((error) => logger.warn(`Housekeeping failed: ${what}`, { error: tellError(error) }));
  }, everyMs).unref();
}
