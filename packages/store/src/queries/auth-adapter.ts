import { drizzleAdapter } from "better-auth/adapters/drizzle";
import type { Database } from "../client/database.ts";
import {
  memberCredentials,
  memberPasskeys,
  memberSessions,
  members,
  memberTwoFactors,
  memberVerifications,
} from "../schema/access.ts";

/** The tables of sign-in, for the library that owns their rows. */
export function createAuthAdapter(db: Database): ReturnType<typeof drizzleAdapter> {
  return drizzleAdapter(db, {
    provider: "pg",
    schema: {
      user: members,
      session: memberSessions,
      account: memberCredentials,
      verification: memberVerifications,
      twoFactor: memberTwoFactors,
      passkey: memberPasskeys,
    },
  });
}
