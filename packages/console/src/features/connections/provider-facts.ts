import type { ConnectionProvider } from "@rapport/contracts/connections";

/** A field of an account; its name is the contract's. */
type AccountField = { name: string; label: string; hint: string; required: boolean };

/** What the console says of a service that can be connected. */
export type ProviderFacts = { label: string; purpose: string; setting: string; fields: readonly AccountField[] };

export const PROVIDER_FACTS: Record<ConnectionProvider, ProviderFacts> = {
  "google-ads": {
    label: "Google Ads",
    purpose: "Search campaigns",
    setting: "RAPPORT_CONNECT_GOOGLE_ADS",
    fields: [
      { name: "customerId", label: "Customer id", hint: "Ten digits, without dashes.", required: true },
      { name: "loginCustomerId", label: "Manager account", hint: "Where access goes through one.", required: false },
    ],
  },
  meta: {
    label: "Meta",
    purpose: "Campaigns on Facebook and Instagram",
    setting: "RAPPORT_CONNECT_META",
    fields: [
      { name: "accountId", label: "Ad account", hint: "The digits after act_.", required: true },
      { name: "pageId", label: "Page", hint: "The Facebook page that the ads come from.", required: true },
      {
        name: "instagramUserId",
        label: "Instagram account",
        hint: "Else ads there bear the page's name.",
        required: false,
      },
      { name: "pixelId", label: "Pixel", hint: "Without one campaigns are optimised for clicks.", required: false },
      { name: "beneficiary", label: "Beneficiary", hint: "Who the ads are for; the EU asks for it.", required: false },
    ],
  },
  linkedin: {
    label: "LinkedIn",
    purpose: "Sponsored content",
    setting: "RAPPORT_CONNECT_LINKEDIN",
    fields: [
      { name: "accountId", label: "Ad account", hint: "Nine digits.", required: true },
      { name: "organizationId", label: "Company page", hint: "Its number.", required: true },
      { name: "language", label: "Language", hint: "Two letters; en unless said.", required: false },
    ],
  },
  "product-hunt": {
    label: "Product Hunt",
    purpose: "Watches a launch; it cannot make one",
    setting: "RAPPORT_CONNECT_PRODUCT_HUNT",
    fields: [],
  },
};
