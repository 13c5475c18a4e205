import { releaseLogLeases } from "@rapport/store/queries/log-leases";
import type { Services } from "../context.ts";

/** Gives back all that a server holds, so that the others go on at once and need not wait for the end of its leases. */
export async function releaseLeases(services: Services, input: { logId: string; node: string }): Promise<void> {
  await releaseLogLeases(services.store.db, input.logId, input.node);
}
