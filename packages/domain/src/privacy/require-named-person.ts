import { RapportError } from "@rapport/contracts/errors";
import type { PersonName } from "@rapport/contracts/privacy";
import type { ProfileRow } from "@rapport/store/queries/profiles";
import { getProfileRow, getProfileRowByIdentity } from "@rapport/store/queries/profiles";
import type { Context } from "../context.ts";
import { parseProfileId } from "../profiles/profile-id.ts";

/** The person behind exactly the kind of id that was named. @throws RapportError not_found, which repeats no id */
export async function requireNamedPerson(ctx: Context, name: PersonName): Promise<ProfileRow> {
  const row = await findNamedPerson(ctx, name);
  if (row) return row;
  throw new RapportError("not_found", "Nobody in this project has that id");
}

async function findNamedPerson(
  { store, projectId }: Context,
  { userId, anonymousId, profileId }: PersonName,
): Promise<ProfileRow | undefined> {
  if (userId !== undefined) return getProfileRowByIdentity(store.db, projectId, { kind: "user", value: userId });
  if (anonymousId !== undefined)
    return getProfileRowByIdentity(store.db, projectId, { kind: "anonymous", value: anonymousId });
  const id = parseProfileId(profileId ?? "");
  return id === undefined ? undefined : getProfileRow(store.db, projectId, id);
}
