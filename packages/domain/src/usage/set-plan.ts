import { RapportError } from "@rapport/contracts/errors";
import type { Plan } from "@rapport/contracts/usage";
import { updatePlan } from "@rapport/store/queries/usage";
import { findProjectBySlug } from "@rapport/store/queries/workspaces";
import type { Services } from "../context.ts";

/**
 * Puts a workspace on a plan; running servers follow within seconds.
 * @param input.workspace id of a workspace (`wsp_…`), or the slug of one of its projects
 */
export async function setPlan(
  services: Services,
  input: { workspace: string; plan: Plan },
): Promise<{ workspaceId: string; plan: Plan }> {
  const project = await findProjectBySlug(services.store.db, input.workspace);
  const workspaceId = project?.workspaceId ?? input.workspace;
  if (await updatePlan(services.store.db, workspaceId, input.plan)) return { workspaceId, plan: input.plan };
  throw new RapportError("not_found", `There is no workspace and no project “${input.workspace}”`);
}
