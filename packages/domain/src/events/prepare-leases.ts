import { PARTITION_COUNT } from "@rapport/contracts/log";
import { insertLogLeases } from "@rapport/store/queries/log-leases";
import type { Services } from "../context.ts";

/** Makes the log's leases if it has none yet. Nothing is held before the first renewal. */
export async function prepareLeases(services: Services, logId: string): Promise<void> {
  await insertLogLeases(services.store.db, logId, PARTITION_COUNT);
}
