import { RapportError } from "@rapport/contracts/errors";
import type { ProfileRow } from "@rapport/store/queries/profiles";
import { getProfileRow, getProfileRowByIdentity } from "@rapport/store/queries/profiles";
import type { Context } from "../context.ts";
import { parseProfileId } from "./profile-id.ts";

/** The profile behind a host application's user id or a public profile id. */
export async function findProfile(ctx: Context, id: string): Promise<ProfileRow | undefined> {
  const { store, projectId } = ctx;
  const profileId = parseProfileId(id);
  if (profileId !== undefined) {
    const row = await getProfileRow(store.db, projectId, profileId);
    if (row) return row;
  }
  return getProfileRowByIdentity(store.db, projectId, { kind: "user", value: id });
}

/** Like `findProfile`, but a person who is not there is an error. */
export async function requireProfile(ctx: Context, id: string): Promise<ProfileRow> {
  const row = await findProfile(ctx, id);
  if (row) return row;
  throw new RapportError("not_found", `There is no person with the id “${id}” in this project`);
}

/** Like `requireProfile`, but the id may be that of a device, too. */
export async function requirePerson(ctx: Context, id: string): Promise<ProfileRow> {
  const device = { kind: "anonymous", value: id };
  return (
    (await findProfile(ctx, id)) ??
    (await getProfileRowByIdentity(ctx.store.db, ctx.projectId, device)) ??
    requireProfile(ctx, id)
  );
}
