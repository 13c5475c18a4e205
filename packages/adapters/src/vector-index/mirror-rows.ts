import type { VectorSpace } from "@rapport/ports/vector-index";
import type { Store } from "@rapport/store/database";
import { vectorSpaces } from "@rapport/store/schema/vector-index";
import { sql } from "drizzle-orm";
import { spaceKey } from "./vector-rows.ts";

/** Longer than a page of changes takes with all its tries; what a killed server held is free after it. */
const LEASE_SECONDS = 120;

/** How far the outside engine has followed a space. */
export type MirrorState = { epoch: string; version: number; forgottenThrough: number; mirroredThrough: number };

export async function readMirror({ db }: Store, space: VectorSpace): Promise<MirrorState | undefined> {
  const [row] = await db.execute<Record<string, unknown>>(sql`
    select epoch, version, forgotten_through, coalesce(mirrored_through, 0) as mirrored_through
    from ${vectorSpaces} where ${isSpace(space)}`);
  return row && toState(row);
}

/** Takes or keeps the right to bring changes to the outside engine; undefined while another server has it. */
export async function leaseMirror(
  { db }: Store,
  space: VectorSpace,
  isHeld: boolean,
): Promise<MirrorState | undefined> {
  const [row] = await db.execute<Record<string, unknown>>(sql`
    update ${vectorSpaces} set mirror_lease_until = now() + ${LEASE_SECONDS} * interval '1 second'
    where ${isSpace(space)} and (${isHeld} or mirror_lease_until is null or mirror_lease_until < now())
    returning epoch, version, forgotten_through, coalesce(mirrored_through, 0) as mirrored_through`);
  return row && toState(row);
}

/** Notes that the outside engine has everything up to a version, unless the space was given up meanwhile. */
export async function moveMirror({ db }: Store, space: VectorSpace, epoch: string, version: number): Promise<void> {
  await db.execute(sql`
    update ${vectorSpaces} set mirrored_through = ${version} where ${isSpace(space)} and epoch = ${epoch}`);
}

export async function releaseMirror({ db }: Store, space: VectorSpace): Promise<void> {
  await db.execute(sql`update ${vectorSpaces} set mirror_lease_until = null where ${isSpace(space)}`);
}

/** Begins anew: deletions that the outside engine did not hear of in time are forgotten here. */
export async function restartMirror({ db }: Store, space: VectorSpace, epoch: string): Promise<void> {
  await db.execute(sql`
    update ${vectorSpaces} set epoch = gen_random_uuid()::text, mirrored_through = null
    where ${isSpace(space)} and epoch = ${epoch}`);
}

const isSpace = (space: VectorSpace) => sql`project_id = ${space.projectId} and space = ${spaceKey(space)}`;

function toState(row: Record<string, unknown>): MirrorState {
  return {
    epoch: String(row.epoch),
    version: Number(row.version),
    forgottenThrough: Number(row.forgotten_through),
    mirroredThrough: Number(row.mirrored_through),
  };
}
