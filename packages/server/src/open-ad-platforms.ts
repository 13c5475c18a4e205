import { openSandbox } from "@rapport/adapters/ad-platform/sandbox";
import type { SandboxMemory } from "@rapport/adapters/ad-platform/sandbox-state";
import { changeSandbox } from "@rapport/domain/ad-platforms/change-sandbox";
import type { AdPlatforms } from "@rapport/ports/ad-platform";
import type { Store } from "@rapport/store/database";

export type AdPlatformsOptions = { store: Store; now: () => number };

/** The ad platforms that projects have accounts on. */
export function openAdPlatforms({ store, now }: AdPlatformsOptions): AdPlatforms {
  const memory: SandboxMemory = { change: (projectId, work) => changeSandbox({ store }, projectId, work) };
  const sandbox = (projectId: string) => openSandbox({ projectId, memory, now });
  return {
    sandbox,
    open: async (projectId, name) => (name === "sandbox" ? sandbox(projectId) : undefined),
  };
}
