import { openHubspot } from "@rapport/adapters/crm/hubspot";
import { openSalesforce } from "@rapport/adapters/crm/salesforce";
import { CONNECTION_ACCOUNTS } from "@rapport/contracts/connections";
import { findAccount } from "@rapport/domain/connections/find-account";
import type { RefreshesUnderWay, TokenServices } from "@rapport/domain/connections/open-token-source";
import { openTokenSource } from "@rapport/domain/connections/open-token-source";
import type { Crms } from "@rapport/ports/crm";

/** The CRMs that projects are connected to. */
export function openCrms(options: TokenServices): Crms {
  const underWay: RefreshesUnderWay = new Map();
  return {
    open: async (projectId, name) => {
      const place = { projectId, provider: name } as const;
      const found = await findAccount(options, place);
      if (!found) return undefined;
      const tokens = openTokenSource(options, place, underWay);
      const common = { send: options.outgoing.fetch, tokens, now: options.now };
      switch (name) {
        case "hubspot":
          return openHubspot({ ...common, account: CONNECTION_ACCOUNTS[name].parse(found) });
        case "salesforce":
          return openSalesforce({ ...common, account: CONNECTION_ACCOUNTS[name].parse(found) });
      }
    },
  };
}
