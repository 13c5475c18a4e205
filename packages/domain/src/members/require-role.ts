import { RapportError } from "@rapport/contracts/errors";
import type { Context } from "../context.ts";
import { rolePermissions } from "./role-permissions.ts";

/**
 * Makes sure that a role is there and allows nothing that the one who gives it may not do.
 * @throws RapportError invalid_parameter, forbidden
 */
export async function requireRole(
  ctx: Context,
  { workspaceId, role, giver }: { workspaceId: string; role: string; giver: readonly string[] },
): Promise<void> {
  const permissions = await rolePermissions(ctx, workspaceId, role);
  if (permissions.length === 0) {
    throw new RapportError("invalid_parameter", `There is no role “${role}” in this workspace`, {
      fields: [
        { pointer: "/role", message: "must be admin, business, creator, analyst, or the id of a role of yours" },
      ],
    });
  }
  requireCovered(giver, permissions);
}

/** Nobody lifts others, keys, or themselves through either, above what they are. @throws RapportError forbidden */
export function requireCovered(giver: readonly string[], given: readonly string[]): void {
  const beyond = given.find(
    (permission) => !giver.includes(permission) && !giver.includes(permission.replace(/:own$/, "")),
  );
  if (beyond === undefined) return;
  throw new RapportError("forbidden", `You cannot give “${beyond}” to others: it is not allowed to yourself`);
}
