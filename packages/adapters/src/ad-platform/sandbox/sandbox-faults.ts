/** What can go wrong on the way to the sandbox. `before` and `after` say whether the change was made. */
export const SANDBOX_FAULTS = [
  "rate-limited",
  "server-error",
  "timeout-before",
  "timeout-after",
  "partial",
  "token-expired",
  "disconnected",
  "sunset",
] as const;
export type SandboxFault = (typeof SANDBOX_FAULTS)[number];

/** Chooses what goes wrong with the next call; undefined: nothing. */
export type FaultSource = (call: { method: string; changes: boolean }) => SandboxFault | undefined;
