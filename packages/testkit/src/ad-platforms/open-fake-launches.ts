import { openProductHunt } from "@rapport/adapters/ad-platform/product-hunt";
import type { LaunchWatch } from "@rapport/ports/ad-platform";
import { openProductHuntFake } from "./product-hunt-fake.ts";

/** An account of Product Hunt of one's own: the adapter over its fake, where `rapport` is launched; access is withdrawn where `withdrawn` is asked for. */
export async function openFakeLaunches(projectId: string): Promise<LaunchWatch & { close: () => Promise<void> }> {
  const fake = await openProductHuntFake();
  const own = openProductHunt({ ...fake, projectId, now: Date.now });
  return {
    readLaunch: async (slug) => {
      if (slug === "withdrawn")
        return { ok: false, failure: { kind: "disconnected", message: "Access was withdrawn" } };
      return own.readLaunch(slug);
    },
    close: () => fake.close(),
  };
}
