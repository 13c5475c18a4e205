import { RapportError } from "@rapport/contracts/errors";
import { listMemberProjects, setSessionProject } from "@rapport/store/queries/members";
import type { Services } from "../context.ts";

/** The projects that a member may enter. */
export async function listEnterable(services: Services, memberId: string): Promise<{ id: string; name: string }[]> {
  return (await listMemberProjects(services.store.db, memberId)).map(({ id, name }) => ({ id, name }));
}

/** Shows another project in a member's session. @throws RapportError not_found when it is not theirs to enter */
export async function enterProject(
  services: Services,
  { memberId, token, projectId }: { memberId: string; token: string; projectId: string },
): Promise<void> {
  const projects = await listMemberProjects(services.store.db, memberId);
  if (!projects.some((project) => project.id === projectId)) {
    throw new RapportError("not_found", `There is no project with the id “${projectId}” that you may enter`);
  }
  await setSessionProject(services.store.db, token, projectId);
}
