import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import type { Project } from "@rapport/contracts/projects";
import { PROJECTS_PER_WORKSPACE } from "@rapport/contracts/projects";
import { insertProjectRow, lockProjectNames } from "@rapport/store/queries/workspaces";
import type { Context } from "../context.ts";
import { workspaceOf } from "../members/workspace-of.ts";
import { describeProject } from "./describe-project.ts";

/** Characters of a slug that come from the name, and from the id behind them: slugs are one for the whole server. */
const SLUG = { nameLength: 40, idLength: 6 };

/**
 * Adds a project to the workspace that the caller's project belongs to, for its members with the roles that they have.
 * `ctx.store` is the server's own: a project's store sees nothing of another one.
 * @throws RapportError conflict where the workspace has one of this name, or as many as it may
 */
export async function addProject(ctx: Context, { name }: { name: string }): Promise<Project> {
  const workspaceId = await workspaceOf(ctx);
  const id = newId("project", ctx.now(), ctx.randomBytes(10));
  await ctx.store.withTransaction(async (tx) => {
    requireRoom(name, await lockProjectNames(tx, workspaceId));
    await insertProjectRow(tx, { id, workspaceId, name, slug: toSlug(name, id) });
  });
  return describeProject({ ...ctx, projectId: id }, id);
}

function requireRoom(name: string, names: readonly string[]): void {
  if (names.includes(name))
    throw new RapportError("conflict", `A project of the workspace is called “${name}” already`);
  if (names.length < PROJECTS_PER_WORKSPACE) return;
  throw new RapportError("conflict", `A workspace has at most ${PROJECTS_PER_WORKSPACE} projects`);
}

function toSlug(name: string, id: string): string {
  const words = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^-|-$/g, "");
  return `${words.slice(0, SLUG.nameLength) || "project"}-${id.slice(-SLUG.idLength)}`;
}
