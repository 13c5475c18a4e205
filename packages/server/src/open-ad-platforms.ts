import { openGoogleAds } from "@rapport/adapters/ad-platform/google-ads";
import { openLinkedIn } from "@rapport/adapters/ad-platform/linkedin";
import { openMeta } from "@rapport/adapters/ad-platform/meta";
import { openProductHunt } from "@rapport/adapters/ad-platform/product-hunt";
import { toLaunchKit } from "@rapport/adapters/ad-platform/product-hunt/launch-kit";
import { openSandbox } from "@rapport/adapters/ad-platform/sandbox";
import type { FaultSource } from "@rapport/adapters/ad-platform/sandbox-faults";
import type { SandboxMemory } from "@rapport/adapters/ad-platform/sandbox-state";
import type { AdPlatformName } from "@rapport/contracts/ad-platforms";
import { CONNECTION_ACCOUNTS } from "@rapport/contracts/connections";
import { changeSandbox, readSandbox } from "@rapport/domain/ad-platforms/change-sandbox";
import { findAccount } from "@rapport/domain/connections/find-account";
import type { RefreshesUnderWay, TokenServices } from "@rapport/domain/connections/open-token-source";
import { openTokenSource } from "@rapport/domain/connections/open-token-source";
import type { AdPlatform, AdPlatforms } from "@rapport/ports/ad-platform";

/**
 * The ad platforms that projects have accounts on: the sandbox always, others where they are connected.
 * @param faults of the sandbox; none when absent
 */
export function openAdPlatforms(options: TokenServices, faults?: FaultSource): AdPlatforms {
  const { store, now } = options;
  const memory: SandboxMemory = {
    read: (projectId) => readSandbox({ store }, projectId),
    change: (projectId, work) => changeSandbox({ store }, projectId, work),
  };
  const sandbox = (projectId: string) => openSandbox({ projectId, memory, now, faults });
  const underWay: RefreshesUnderWay = new Map();
  return {
    sandbox,
    open: (projectId, name) =>
      name === "sandbox" ? Promise.resolve(sandbox(projectId)) : openConnected(options, projectId, name, underWay),
    launches: { toKit: toLaunchKit, open: (projectId) => openWatch(options, projectId, underWay) },
  };
}

async function openWatch(options: TokenServices, projectId: string, underWay: RefreshesUnderWay) {
  const { outgoing, now } = options;
  const provider = "product-hunt";
  if (!(await findAccount(options, { projectId, provider }))) return undefined;
  const tokens = openTokenSource(options, { projectId, provider }, underWay);
  return openProductHunt({ projectId, send: outgoing.fetch, tokens, now });
}

async function openConnected(
  options: TokenServices,
  projectId: string,
  name: Exclude<AdPlatformName, "sandbox">,
  underWay: RefreshesUnderWay,
): Promise<AdPlatform | undefined> {
  const { outgoing, now, vault } = options;
  const developerToken = vault.googleAdsDeveloperToken;
  const found = await findAccount(options, { projectId, provider: name });
  if (!found) return undefined;
  const tokens = openTokenSource(options, { projectId, provider: name }, underWay);
  const common = { projectId, send: outgoing.fetch, tokens, now };
  switch (name) {
    case "google-ads": {
      if (developerToken === undefined) return undefined;
      const account = { ...CONNECTION_ACCOUNTS[name].parse(found), developerToken };
      return openGoogleAds({ ...common, account });
    }
    case "meta":
      return openMeta({ ...common, account: CONNECTION_ACCOUNTS[name].parse(found) });
    case "linkedin":
      return openLinkedIn({ ...common, account: CONNECTION_ACCOUNTS[name].parse(found) });
    case "product-hunt":
      return openProductHunt(common);
  }
}
