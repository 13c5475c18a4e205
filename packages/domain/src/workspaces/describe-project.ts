import { RapportError } from "@rapport/contracts/errors";
import type { Project } from "@rapport/contracts/projects";
import { findProjectWithWorkspace } from "@rapport/store/queries/workspaces";
import type { Context } from "../context.ts";

/** The caller's project with its workspace. @throws RapportError not_found for any other */
export async function describeProject(ctx: Context, projectId: string): Promise<Project> {
  const found = projectId === ctx.projectId ? await findProjectWithWorkspace(ctx.store.db, projectId) : undefined;
  if (!found) throw new RapportError("not_found", `There is no project with the id “${projectId}”`);
  const { id, slug, name, createdAt, workspace } = found;
  return {
    ...{ id, slug, name, createdAt: createdAt.toISOString() },
    workspace: { id: workspace.id, name: workspace.name, plan: workspace.plan },
  };
}
