import { PARTITION_COUNT } from "@rapport/contracts/log";
import type { LeaseRow } from "@rapport/store/queries/log-leases";
import { renewLogLeases } from "@rapport/store/queries/log-leases";
import type { Services } from "../context.ts";

/** Per partition: the epoch of the lease that the server holds, and how far it is folded, by whomever. */
export type LeaseState = readonly LeaseRow[];

export type RenewLeasesInput = {
  logId: string;
  /** Name of the server, of its own for each start. */
  node: string;
  ttlMs: number;
  /** Partitions to give back. */
  release: readonly number[];
};

/**
 * Renews what the server holds, gives back what it names, and takes free leases up to its fair share. Time is the
 * database's: the clocks of servers may differ as they like.
 */
export async function renewLeases(services: Services, input: RenewLeasesInput): Promise<LeaseState> {
  return renewLogLeases(services.store.db, { ...input, partitions: PARTITION_COUNT });
}
