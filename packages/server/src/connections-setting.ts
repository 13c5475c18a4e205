import type { ConnectionProvider } from "@rapport/contracts/connections";
import type { OAuthClient } from "@rapport/domain/connections/connection-vault";
import { z } from "zod";

const clientSchema = z
  .string()
  .regex(/^[^:\s]+:\S+$/, "must be clientId:clientSecret")
  .transform((text) => ({
    clientId: text.slice(0, text.indexOf(":")),
    clientSecret: text.slice(text.indexOf(":") + 1),
  }));

const secretSchema = z.string().trim().min(32).max(255);

/** Variables of connections to other services. */
export const connectionVariables = {
  /**
   * Encrypts the tokens of connections and the secrets of user tokens; made up and kept in the data directory when absent. Whoever
   * has it and the store can act on the connected accounts, and sign for users.
   */
  RAPPORT_SECRET: secretSchema.optional(),
  /** The one before, while tokens under it are moved over: at the next start, after which it may go. */
  RAPPORT_SECRET_BEFORE: secretSchema.optional(),
  /** Clients that were registered with services to connect to, `clientId:clientSecret`; the way back is `…/console/connections`. */
  RAPPORT_CONNECT_GOOGLE_ADS: clientSchema.optional(),
  RAPPORT_CONNECT_META: clientSchema.optional(),
  RAPPORT_CONNECT_LINKEDIN: clientSchema.optional(),
  RAPPORT_CONNECT_PRODUCT_HUNT: clientSchema.optional(),
  RAPPORT_CONNECT_HUBSPOT: clientSchema.optional(),
  RAPPORT_CONNECT_SALESFORCE: clientSchema.optional(),
  /** Developer token of the Google Ads API, without which it takes no request. */
  RAPPORT_GOOGLE_ADS_DEVELOPER_TOKEN: z.string().trim().min(1).max(255).optional(),
};

export type ConnectionsSetting = {
  secret: string | undefined;
  secretBefore: string | undefined;
  clients: Partial<Record<ConnectionProvider, OAuthClient>>;
  googleAdsDeveloperToken: string | undefined;
};

type Variables = z.output<z.ZodObject<typeof connectionVariables>>;

export function toConnectionsSetting(env: Variables): ConnectionsSetting {
  const clients: ConnectionsSetting["clients"] = {};
  const add = (provider: ConnectionProvider, client: OAuthClient | undefined) => {
    if (client) clients[provider] = client;
  };
  add("google-ads", env.RAPPORT_CONNECT_GOOGLE_ADS);
  add("meta", env.RAPPORT_CONNECT_META);
  add("linkedin", env.RAPPORT_CONNECT_LINKEDIN);
  add("product-hunt", env.RAPPORT_CONNECT_PRODUCT_HUNT);
  add("hubspot", env.RAPPORT_CONNECT_HUBSPOT);
  add("salesforce", env.RAPPORT_CONNECT_SALESFORCE);
  return {
    secret: env.RAPPORT_SECRET,
    secretBefore: env.RAPPORT_SECRET_BEFORE,
    clients,
    googleAdsDeveloperToken: env.RAPPORT_GOOGLE_ADS_DEVELOPER_TOKEN,
  };
}
