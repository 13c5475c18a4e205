import type { Permission } from "@rapport/contracts/access";
import { BUILT_IN_ROLES } from "@rapport/contracts/access";
import { findRoleRow } from "@rapport/store/queries/members";
import type { Services } from "../context.ts";

/** What a role allows in a workspace; nothing when there is no such role. */
export async function rolePermissions(
  services: Services,
  workspaceId: string,
  role: string,
): Promise<readonly string[]> {
  return builtInPermissions(role) ?? (await findRoleRow(services.store.db, workspaceId, role))?.permissions ?? [];
}

/** What a role that every workspace has allows; undefined for any other. */
function builtInPermissions(role: string): readonly Permission[] | undefined {
  return Object.entries(BUILT_IN_ROLES).find(([name]) => name === role)?.[1];
}
