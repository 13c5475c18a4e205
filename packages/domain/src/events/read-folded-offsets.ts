import { readLogOffsets } from "@rapport/store/queries/log-offsets";
import type { Services } from "../context.ts";

/** Next offset to fold, by partition of one log; partitions never folded are absent. */
export async function readFoldedOffsets(services: Services, logId: string): Promise<Map<number, number>> {
  return readLogOffsets(services.store.db, logId);
}
