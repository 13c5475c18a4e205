import type { EventLog } from "@rapport/ports/event-log";
import type { Store } from "@rapport/store/database";
import { pingStore } from "@rapport/store/queries/ping-store";

/** A store that is busier than this answers reads too late to be called ready. */
const PING_MS = 2_000;

/** Whether each engine can do its part now: the log take an append, the store answer a statement. */
export async function checkReadiness(log: EventLog, store: Store): Promise<{ log: boolean; store: boolean }> {
  const [logOk, storeOk] = await Promise.all([succeeds(log.append([])), succeeds(pingStore(store.db))]);
  return { log: logOk, store: storeOk };
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<boolean>((resolve) => {
    timer = setTimeout(() => resolve(false), PING_MS);
  });
  const done = work.then(
    () => true,
    () => false,
  );
  const outcome = await Promise.race([done, late]);
  clearTimeout(timer);
  return outcome;
}
