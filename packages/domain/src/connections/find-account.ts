import type { ConnectionProvider } from "@rapport/contracts/connections";
import { getConnectionRow } from "@rapport/store/queries/connections";
import type { Services } from "../context.ts";

/** What is known of a project's account with a provider; undefined where none is connected. */
export async function findAccount(
  { store }: Pick<Services, "store">,
  place: { projectId: string; provider: ConnectionProvider },
): Promise<Record<string, string> | undefined> {
  return (await getConnectionRow(store.db, place))?.account;
}
