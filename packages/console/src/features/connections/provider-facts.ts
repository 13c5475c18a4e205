import type { ConnectionProvider } from "@rapport/contracts/connections";
import { t } from "../../lib/text.ts";

/** A field of an account; its name is the contract's. */
type AccountField = { name: string; label: string; hint: string; required: boolean };

/** What the console says of a service that can be connected. */
export type ProviderFacts = { label: string; purpose: string; setting: string; fields: readonly AccountField[] };

export const PROVIDER_FACTS: Record<ConnectionProvider, ProviderFacts> = {
  "google-ads": {
    label: "Google Ads",
    purpose: t("Search campaigns"),
    setting: "RAPPORT_CONNECT_GOOGLE_ADS",
    fields: [
      { name: "customerId", label: t("Customer id"), hint: t("Ten digits, without dashes."), required: true },
      {
        name: "loginCustomerId",
        label: t("Manager account"),
        hint: t("Where access goes through one."),
        required: false,
      },
    ],
  },
  meta: {
    label: "Meta",
    purpose: t("Campaigns on Facebook and Instagram"),
    setting: "RAPPORT_CONNECT_META",
    fields: [
      { name: "accountId", label: t("Ad account"), hint: t("The digits after act_."), required: true },
      { name: "pageId", label: t("Page"), hint: t("The Facebook page that the ads come from."), required: true },
      {
        name: "instagramUserId",
        label: t("Instagram account"),
        hint: t("Else ads there bear the page's name."),
        required: false,
      },
      {
        name: "pixelId",
        label: t("Pixel"),
        hint: t("Without one campaigns are optimised for clicks."),
        required: false,
      },
      {
        name: "beneficiary",
        label: t("Beneficiary"),
        hint: t("Who the ads are for; the EU asks for it."),
        required: false,
      },
    ],
  },
  linkedin: {
    label: "LinkedIn",
    purpose: t("Sponsored content"),
    setting: "RAPPORT_CONNECT_LINKEDIN",
    fields: [
      { name: "accountId", label: t("Ad account"), hint: t("Nine digits."), required: true },
      { name: "organizationId", label: t("Company page"), hint: t("Its number."), required: true },
      { name: "language", label: t("Language"), hint: t("Two letters; en unless said."), required: false },
    ],
  },
  "product-hunt": {
    label: "Product Hunt",
    purpose: t("Watches a launch; it cannot make one"),
    setting: "RAPPORT_CONNECT_PRODUCT_HUNT",
    fields: [],
  },
  hubspot: {
    label: "HubSpot",
    purpose: t("Leads to its contacts, and from them"),
    setting: "RAPPORT_CONNECT_HUBSPOT",
    fields: [
      { name: "portalId", label: t("Hub id"), hint: t("The number in the addresses of its pages."), required: true },
    ],
  },
  salesforce: {
    label: "Salesforce",
    purpose: t("Leads to its leads, and from them"),
    setting: "RAPPORT_CONNECT_SALESFORCE",
    fields: [
      { name: "domain", label: t("Organisation"), hint: t("Its host, like firm.my.salesforce.com."), required: true },
    ],
  },
};
