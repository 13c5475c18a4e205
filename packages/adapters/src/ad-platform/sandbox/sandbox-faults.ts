/** What can go wrong on the way to the sandbox. `before` and `after` say whether the change was made. */
export const SANDBOX_FAULTS = [
  "rate-limited",
  "quota-exceeded",
  "server-error",
  "server-error-after",
  "conflict",
  "reset-before",
  "timeout-before",
  "timeout-after",
  "truncated",
  "not-json",
  "partial",
  "token-expired",
  "disconnected",
  "sunset",
] as const;
export type SandboxFault = (typeof SANDBOX_FAULTS)[number];

/** Chooses what goes wrong with the next call; undefined: nothing. */
export type FaultSource = (call: { method: string; changes: boolean }) => SandboxFault | undefined;

/** Share of calls that each fault ends, 0–1. */
export type FaultShares = Readonly<Partial<Record<SandboxFault, number>>>;

/** Draws what goes wrong with each call, one fault at most. @param draw uniform in [0, 1) */
export function drawFaults(shares: FaultShares, draw: () => number): FaultSource {
  const parts = SANDBOX_FAULTS.map((fault) => [fault, shares[fault] ?? 0] as const);
  return () => {
    let left = draw();
    for (const [fault, share] of parts) {
      if (left < share) return fault;
      left -= share;
    }
    return undefined;
  };
}
