import { getProfileRowByIdentity } from "@rapport/store/queries/profiles";
import type { Context } from "../context.ts";
import { findProfile } from "./find-profile.ts";
import { formatProfileId } from "./profile-id.ts";

/** The public id of the profile behind a user id or profile id, or behind a device; undefined when there is none yet. */
export async function findProfileId(
  ctx: Context,
  person: { id: string } | { anonymousId: string },
): Promise<string | undefined> {
  const { store, projectId } = ctx;
  const byDevice = (value: string) => getProfileRowByIdentity(store.db, projectId, { kind: "anonymous", value });
  const row =
    "id" in person
      ? ((await findProfile(ctx, person.id)) ?? (await byDevice(person.id)))
      : await byDevice(person.anonymousId);
  return row && formatProfileId(row.id);
}
