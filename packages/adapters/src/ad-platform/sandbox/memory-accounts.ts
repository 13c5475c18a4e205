import type { SandboxMemory, SandboxState } from "./sandbox-state.ts";

/** Accounts that end with the process: for tests and benches. Kept as text, so that only what is JSON survives. */
export function createMemoryAccounts(): SandboxMemory {
  const kept = new Map<string, string>();
  // as: only states are kept
  const parse = (text: string | undefined) => (text === undefined ? undefined : (JSON.parse(text) as SandboxState));
  return {
    read: async (projectId) => parse(kept.get(projectId)),
    change: async (projectId, work) => {
      const { state, value } = work(parse(kept.get(projectId)));
      kept.set(projectId, JSON.stringify(state));
      return value;
    },
  };
}
