import type { PlatformAnswer, PlatformFailure } from "@rapport/ports/ad-platform";

/** Ends a call of many requests where one of them failed; never leaves the adapters. */
export class PlatformStop extends Error {
  override readonly name = "PlatformStop";
  readonly failure: PlatformFailure;

  constructor(failure: PlatformFailure) {
    super(failure.message);
    this.failure = failure;
  }
}

/** Runs requests one after the other; the first failure is the answer. */
export async function toAnswer<T>(work: () => Promise<T>): Promise<PlatformAnswer<T>> {
  try {
    return { ok: true, value: await work() };
  } catch (error) {
    if (error instanceof PlatformStop) return { ok: false, failure: error.failure };
    throw error;
  }
}
