import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { addKey, generateKey } from "@rapport/domain/access/keys";
import type { Services } from "@rapport/domain/context";
import { ensureProject } from "@rapport/domain/workspaces/projects";
import { z } from "zod";
import type { Config } from "./config.ts";

const instanceSchema = z.object({
  projectId: z.string(),
  projectSlug: z.string(),
  writeKey: z.string(),
  secretKey: z.string(),
  sessionSecret: z.string(),
});

/** The first project of a data directory and its keys, kept in a file that only the owner reads. */
export type Instance = z.infer<typeof instanceSchema>;

const FILE = "keys.json";

/** What the data directory holds; undefined before the first start. */
export async function readInstance(dataDir: string): Promise<Instance | undefined> {
  try {
    return instanceSchema.parse(JSON.parse(await readFile(join(dataDir, FILE), "utf8")));
  } catch (error) {
    if (Reflect.get(Object(error), "code") === "ENOENT") return undefined;
    throw error;
  }
}

/** Makes sure that the first project is there and that its keys work: the configured ones, else kept or new ones. */
export async function ensureInstance(services: Services, config: Config): Promise<Instance> {
  const kept = await readInstance(config.dataDir);
  const slug = config.demo ? "demo" : "default";
  const project = await ensureProject(services, { slug, name: config.demo ? "Demo" : "Default" });
  const same = kept?.projectSlug === slug ? kept : undefined;
  const instance: Instance = {
    projectId: project.id,
    projectSlug: slug,
    writeKey: config.writeKey ?? same?.writeKey ?? generateKey("write", randomBytes),
    secretKey: config.secretKey ?? same?.secretKey ?? generateKey("secret", randomBytes),
    sessionSecret: kept?.sessionSecret ?? randomBytes(32).toString("base64url"),
  };
  const ctx = { ...services, projectId: project.id, actor: { kind: "system" } as const };
  await addKey(ctx, { kind: "write", name: "First write key", secret: instance.writeKey });
  await addKey(ctx, { kind: "secret", name: "First secret key", secret: instance.secretKey });
  if (JSON.stringify(kept) !== JSON.stringify(instance)) await writeInstance(config.dataDir, instance);
  return instance;
}

async function writeInstance(dataDir: string, instance: Instance): Promise<void> {
  const path = join(dataDir, FILE);
  await writeFile(`${path}.new`, `${JSON.stringify(instance, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
