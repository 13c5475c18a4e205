import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import type { Project } from "@rapport/contracts/projects";
import { PROJECTS_PER_WORKSPACE } from "@rapport/contracts/projects";
import { addProjectRow } from "@rapport/store/queries/workspaces";
import type { Context } from "../context.ts";
import { workspaceOf } from "../members/workspace-of.ts";
import { describeProject } from "./describe-project.ts";

/** Characters of a slug that come from the name, and from the id behind them: slugs are one for the whole server. */
const SLUG = { nameLength: 40, idLength: 6 };

/**
 * Adds a project to the workspace that the caller's project belongs to, for its members with the roles that they have.
 * `ctx.store` is the server's own: a project's store sees nothing of another one.
 * @throws RapportError conflict where the workspace has as many as it may
 */
export async function addProject(ctx: Context, { name }: { name: string }): Promise<Project> {
  const workspaceId = await workspaceOf(ctx);
  const id = newId("project", ctx.now(), ctx.randomBytes(10));
  const row = { id, workspaceId, name, slug: toSlug(name, id) };
  const added = await ctx.store.withTransaction((tx) => addProjectRow(tx, row, PROJECTS_PER_WORKSPACE));
  if (!added) throw new RapportError("conflict", `A workspace has at most ${PROJECTS_PER_WORKSPACE} projects`);
  return describeProject({ ...ctx, projectId: id }, id);
}

function toSlug(name: string, id: string): string {
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return `${words.slice(0, SLUG.nameLength) || "project"}-${id.slice(-SLUG.idLength)}`;
}
