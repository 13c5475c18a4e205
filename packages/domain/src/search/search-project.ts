import { reachOf } from "@rapport/contracts/access";
import type { Found, FoundKind } from "@rapport/contracts/search";
import { FOUND_KINDS, FOUND_LIMIT } from "@rapport/contracts/search";
import { searchNames } from "@rapport/store/queries/search-names";
import type { Context } from "../context.ts";

/** `permissions`: what the one who asks may do. */
export type SearchProjectInput = { q: string; permissions: readonly string[] };

/** Things of the project by a part of their name or the beginning of their id; of what one may not read, nothing is looked for. */
export async function searchProject(
  { store, projectId }: Context,
  { q, permissions }: SearchProjectInput,
): Promise<{ data: Found[] }> {
  const kinds = KINDS.filter((kind) => reachOf(permissions, FOUND_KINDS[kind], "read") === "any");
  return { data: await searchNames(store.db, { projectId, q, kinds, perKind: FOUND_LIMIT }) };
}

const KINDS = Object.keys(FOUND_KINDS) as FoundKind[]; // as: an object's keys are of its type where it is written down
