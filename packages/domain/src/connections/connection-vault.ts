import type { ConnectionProvider } from "@rapport/contracts/connections";
import type { OAuthProvider } from "./oauth-providers.ts";
import { OAUTH_PROVIDERS } from "./oauth-providers.ts";
import type { SecretBox } from "./secret-box.ts";

/** A client that was registered with a provider. */
export type OAuthClient = { clientId: string; clientSecret: string };

/** What connections need of the deployment: its key, its clients, its address. */
export type ConnectionVault = {
  box: SecretBox;
  /** True where other servers share the store and not the key: they could not read what is sealed here. */
  isPrivate?: boolean;
  clients: Partial<Record<ConnectionProvider, OAuthClient>>;
  /** Address that people see; undefined = the one they ask at. */
  publicUrl: string | undefined;
  /** Of the Google Ads API; without one it takes no request. */
  googleAdsDeveloperToken: string | undefined;
  /** Where a provider is asked; tests name their own. */
  providers?: Partial<Record<ConnectionProvider, OAuthProvider>>;
};

/** What is encrypted of a connection. */
export type Tokens = { accessToken: string; refreshToken: string | null };

/** What a connection's tokens are bound to. */
export function placeOf({ projectId, provider }: { projectId: string; provider: ConnectionProvider }): string {
  return `connections/${projectId}/${provider}`;
}

export function providerOf({ providers = {} }: ConnectionVault, provider: ConnectionProvider): OAuthProvider {
  return providers[provider] ?? OAUTH_PROVIDERS[provider];
}
