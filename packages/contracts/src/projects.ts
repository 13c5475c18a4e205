import { z } from "zod";
import { PLANS } from "./usage.ts";

/** The data boundary that a key or a member works in, and the workspace that it belongs to. */
export const projectSchema = z.object({
  id: z.string(),
  /** Word that names the project in the command line; it stays. */
  slug: z.string(),
  name: z.string(),
  createdAt: z.string(),
  workspace: z.object({ id: z.string(), name: z.string(), plan: z.enum(PLANS) }),
});
export type Project = z.infer<typeof projectSchema>;

export const PROJECT_NAME_LENGTH = 80;
/** Projects of one workspace; each costs jobs and memory for as long as the server runs. */
export const PROJECTS_PER_WORKSPACE = 50;
/** Body of `POST /api/v1/projects` and of `PUT /api/v1/projects/{projectId}`. */
export const putProjectSchema = z.strictObject({ name: z.string().trim().min(1).max(PROJECT_NAME_LENGTH) });
