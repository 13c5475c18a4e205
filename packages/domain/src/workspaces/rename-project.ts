import type { Project } from "@rapport/contracts/projects";
import { updateProjectName } from "@rapport/store/queries/workspaces";
import type { Context } from "../context.ts";
import { describeProject } from "./describe-project.ts";

/** Gives the caller's project another name, which people see; its id and slug stay. @throws RapportError not_found for any other */
export async function renameProject(ctx: Context, input: { projectId: string; name: string }): Promise<Project> {
  await describeProject(ctx, input.projectId);
  await updateProjectName(ctx.store.db, input.projectId, input.name);
  return describeProject(ctx, input.projectId);
}
