import type { Logger } from "@rapport/domain/logger";
import { describeFailure } from "@rapport/pipeline/classify-failure";

/** Something to end, and its name for the operator. */
export type Closing = { what: string; close: () => Promise<void> };

/**
 * Ends everything in the order given. One that fails is told and the next is ended all the same: with the store away, the
 * log and the lock of the data directory must still be let go.
 */
export async function closeAll(closings: readonly Closing[], log: Logger): Promise<void> {
  for (const { what, close } of closings) {
    try {
      await close();
    } catch (error) {
      log.error(`Could not be closed: ${what}`, { error: describeFailure(error) });
    }
  }
}
