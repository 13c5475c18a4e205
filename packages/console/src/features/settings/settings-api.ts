import { projectSchema } from "@rapport/contracts/projects";
import type { PutRetention } from "@rapport/contracts/retention";
import { retentionSchema } from "@rapport/contracts/retention";
import { request } from "../../lib/api.ts";

const RETENTION = "/api/v1/retention";
export const RETENTION_KEY = ["retention"] as const;

export const settingsApi = {
  project: (id: string, signal?: AbortSignal) => request(projectPath(id), { schema: projectSchema, signal }),
  addProject: (name: string) => request("/api/v1/projects", { method: "POST", body: { name }, schema: projectSchema }),
  renameProject: (id: string, name: string) =>
    request(projectPath(id), { method: "PUT", body: { name }, schema: projectSchema }),
  retention: (signal?: AbortSignal) => request(RETENTION, { schema: retentionSchema, signal }),
  putRetention: (body: PutRetention) => request(RETENTION, { method: "PUT", body, schema: retentionSchema }),
};

function projectPath(id: string): string {
  return `/api/v1/projects/${encodeURIComponent(id)}`;
}

export const projectKey = (id: string) => ["project", id] as const;
