import { RapportError } from "@rapport/contracts/errors";
import { newId } from "@rapport/contracts/ids";
import { findProjectBySlug, getProjectRow, insertProject, listProjectRows } from "@rapport/store/queries/workspaces";
import type { Services } from "../context.ts";

export type Project = { id: string; slug: string; name: string };

/** The project with this slug; made, with a workspace of its own and under `id` if one is given, when there is none. */
export async function ensureProject(
  services: Services,
  input: { slug: string; name: string; id?: string | undefined },
): Promise<Project> {
  const found = await findProjectBySlug(services.store.db, input.slug);
  if (found) return found;
  const workspaceId = newId("workspace", services.now(), services.randomBytes(10));
  const id = input.id ?? newId("project", services.now(), services.randomBytes(10));
  const project = { id, slug: input.slug, name: input.name };
  try {
    await services.store.withTransaction((tx) => insertProject(tx, { workspaceId, ...project }));
    return project;
  } catch (error) {
    // Servers that share a database may start at once: one of them makes the project, the others find it.
    const made = await findProjectBySlug(services.store.db, input.slug);
    if (made) return made;
    throw error;
  }
}

/** A project by id. */
export async function getProject(services: Services, id: string): Promise<Project> {
  const row = await getProjectRow(services.store.db, id);
  if (!row) throw new RapportError("not_found", `There is no project with the id “${id}”`);
  return row;
}

/** A project by slug or id, as people name it on a command line. */
export async function findProject(services: Services, slugOrId: string): Promise<Project> {
  const row = await findProjectBySlug(services.store.db, slugOrId);
  return row ?? getProject(services, slugOrId);
}

/** Every project of the store. */
export async function listProjects(services: Services): Promise<Project[]> {
  return listProjectRows(services.store.db);
}
