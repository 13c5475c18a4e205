import { listMemberProjects } from "@rapport/store/queries/members";
import type { Services } from "../context.ts";
import { rolePermissions } from "./role-permissions.ts";

/** A project that a member may enter, and what they may do there. */
export type MemberProject = { id: string; name: string; workspaceId: string; permissions: readonly string[] };

/** The wanted project if the member may enter it, else the first one they may; undefined when there is none. */
export async function findMemberProject(
  services: Services,
  { memberId, projectId }: { memberId: string; projectId: string | undefined },
): Promise<MemberProject | undefined> {
  const projects = await listMemberProjects(services.store.db, memberId);
  const found = projects.find((project) => project.id === projectId) ?? projects[0];
  if (!found) return undefined;
  const permissions = await rolePermissions(services, found.workspaceId, found.role);
  return { id: found.id, name: found.name, workspaceId: found.workspaceId, permissions };
}
