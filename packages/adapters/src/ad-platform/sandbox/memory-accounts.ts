import type { SandboxMemory, SandboxState } from "./sandbox-state.ts";

/** Accounts that end with the process: for tests and benches. Kept as text, so that only what is JSON survives. */
export function createMemoryAccounts(): SandboxMemory {
  const kept = new Map<string, string>();
  return {
    change: async (projectId, work) => {
      const text = kept.get(projectId);
      // as: only states are kept
      const { state, value } = work(text === undefined ? undefined : (JSON.parse(text) as SandboxState));
      kept.set(projectId, JSON.stringify(state));
      return value;
    },
  };
}
