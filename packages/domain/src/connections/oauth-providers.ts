import type { ConnectionProvider } from "@rapport/contracts/connections";

/** How a provider gives out access (OAuth 2, RFC 6749; PKCE by RFC 7636, which those that do not know it pass over). */
export type OAuthProvider = {
  /** Both may hold `{name}` for a part of the account, whose form the contract has checked. */
  authorizeUrl: string;
  tokenUrl: string;
  scopes: readonly string[];
  /** Parameters of the first step beside those that all have. */
  extra: Readonly<Record<string, string>>;
  /** By what a new access token is had: a refresh token, the old token itself, or not at all. */
  refresh: "token" | "exchange" | "none";
};

/** Addresses and scopes by the providers' documentation. */
export const OAUTH_PROVIDERS: Record<ConnectionProvider, OAuthProvider> = {
  "google-ads": {
    authorizeUrl: "https://accounts.google.com/o/oauth2/v2/auth",
    tokenUrl: "https://oauth2.googleapis.com/token",
    scopes: ["https://www.googleapis.com/auth/adwords"],
    // Without both Google gives a refresh token on the very first consent only.
    extra: { access_type: "offline", prompt: "consent" },
    refresh: "token",
  },
  meta: {
    authorizeUrl: "https://www.facebook.com/v26.0/dialog/oauth",
    tokenUrl: "https://graph.facebook.com/v26.0/oauth/access_token",
    scopes: ["ads_management", "ads_read", "pages_show_list", "pages_read_engagement"],
    extra: {},
    refresh: "exchange",
  },
  linkedin: {
    authorizeUrl: "https://www.linkedin.com/oauth/v2/authorization",
    tokenUrl: "https://www.linkedin.com/oauth/v2/accessToken",
    scopes: ["r_ads", "rw_ads", "r_ads_reporting", "w_organization_social"],
    extra: {},
    refresh: "token",
  },
  "product-hunt": {
    authorizeUrl: "https://api.producthunt.com/v2/oauth/authorize",
    tokenUrl: "https://api.producthunt.com/v2/oauth/token",
    scopes: ["public", "private"],
    extra: {},
    refresh: "none",
  },
  hubspot: {
    authorizeUrl: "https://app.hubspot.com/oauth/authorize",
    tokenUrl: "https://api.hubapi.com/oauth/2026-03/token",
    scopes: ["oauth", "crm.objects.contacts.read", "crm.objects.contacts.write"],
    extra: {},
    refresh: "token",
  },
  salesforce: {
    authorizeUrl: "https://{domain}/services/oauth2/authorize",
    tokenUrl: "https://{domain}/services/oauth2/token",
    scopes: ["api", "refresh_token"],
    extra: {},
    refresh: "token",
  },
};

/** An address of a provider, with what it needs of the account. */
export function addressFor(template: string, account: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(account[name] ?? ""));
}
