import type { Permission } from "@rapport/contracts/access";
import { useSession } from "./use-session.ts";

/** Whether whoever is here may do a thing, to everything or to what they made. The server decides; this only hides. */
export function useMay(permission: Permission): boolean {
  const { permissions } = useSession();
  return permissions.includes(permission) || permissions.includes(`${permission}:own`);
}
