import { openHubspot } from "@rapport/adapters/crm/hubspot";
import { openSalesforce } from "@rapport/adapters/crm/salesforce";
import { openHubspotFake } from "./hubspot-fake.ts";
import { openSalesforceFake } from "./salesforce-fake.ts";

/** A HubSpot account of one's own: the adapter over its fake. */
export async function openFakeHubspot(now: () => number = Date.now) {
  const fake = await openHubspotFake();
  return { ...fake, crm: openHubspot({ ...fake, account: { portalId: "7" }, now }) };
}

/** A Salesforce organisation of one's own: the adapter over its fake. */
export async function openFakeSalesforce(now: () => number = Date.now) {
  const fake = await openSalesforceFake();
  return { ...fake, crm: openSalesforce({ ...fake, account: { domain: "firm.my.salesforce.com" }, now }) };
}
