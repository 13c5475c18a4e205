import { randomBytes } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { RapportError } from "@rapport/contracts/errors";
import type { KeyKind } from "@rapport/contracts/keys";
import { addKey, claimKey, generateKey } from "@rapport/domain/access/keys";
import type { Context, Services } from "@rapport/domain/context";
import { setPlan } from "@rapport/domain/usage/set-plan";
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

/**
 * Makes sure that the first project is there and that its keys work: the configured ones, else kept or new ones. In a
 * new store the project is made with the id that is kept, because events that wait on the log name it.
 */
export async function ensureInstance(services: Services, config: Config): Promise<Instance> {
  const kept = await readInstance(config.dataDir);
  const slug = config.demo ? "demo" : "default";
  const same = kept?.projectSlug === slug ? kept : undefined;
  const project = await ensureProject(services, { slug, name: config.demo ? "Demo" : "Default", id: same?.projectId });
  if (config.plan !== undefined) await setPlan(services, { workspace: slug, plan: config.plan });
  const ctx = { ...services, projectId: project.id, actor: { kind: "system" } as const };
  const instance: Instance = {
    projectId: project.id,
    projectSlug: slug,
    writeKey: await ensureKey(ctx, "write", { preset: config.writeKey, kept: same?.writeKey }),
    secretKey: await ensureKey(ctx, "secret", { preset: config.secretKey, kept: same?.secretKey }),
    sessionSecret: config.sessionSecret ?? kept?.sessionSecret ?? randomBytes(32).toString("base64url"),
  };
  if (JSON.stringify(kept) !== JSON.stringify(instance)) await writeInstance(config.dataDir, instance);
  return instance;
}

/**
 * Servers on several data directories are one deployment only with the same keys and sessions. Their store keeps hashes of
 * keys, so none could find out the others'.
 * @throws RapportError invalid_parameter naming each variable that is to be set
 */
export function requireSharedSettings(config: Config): void {
  const needed = {
    DATABASE_URL: config.databaseUrl,
    RAPPORT_WRITE_KEY: config.writeKey,
    RAPPORT_SECRET_KEY: config.secretKey,
    RAPPORT_SESSION_SECRET: config.sessionSecret,
  };
  const missing = Object.entries(needed).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (missing.length === 0) return;
  throw new RapportError(
    "invalid_parameter",
    `Servers that share an event log need the same store, keys and sessions: set ${missing.join(", ")}, the same for ` +
      "each of them. A secret can be made by: openssl rand -hex 32",
    { fields: missing.map((name) => ({ pointer: name, message: "must be set, the same for every server" })) },
  );
}

const SETTINGS = { write: "RAPPORT_WRITE_KEY", secret: "RAPPORT_SECRET_KEY" } as const;

/** A first key that works. A kept key that was revoked is replaced; one that a setting demands cannot be. */
async function ensureKey(
  ctx: Context,
  kind: KeyKind,
  { preset, kept }: { preset: string | undefined; kept: string | undefined },
): Promise<string> {
  const name = `First ${kind} key`;
  const wanted = preset ?? kept;
  if (wanted !== undefined) {
    const claim = await claimKey(ctx, { kind, name, secret: wanted });
    if (claim.claimed) return wanted;
    if (preset !== undefined) throw presetError(kind, claim.reason);
  }
  const secret = generateKey(kind, randomBytes);
  await addKey(ctx, { kind, name, secret });
  return secret;
}

function presetError(kind: KeyKind, reason: string): RapportError {
  const setting = SETTINGS[kind];
  return new RapportError(
    "invalid_parameter",
    `${setting} cannot be used: ${reason}. Set ${setting} to another key, or leave it out to have one made ` +
      "(RAPPORT_DEMO switches between two projects, and each needs keys of its own).",
    { fields: [{ pointer: setting, message: reason }] },
  );
}

async function writeInstance(dataDir: string, instance: Instance): Promise<void> {
  const path = join(dataDir, FILE);
  await writeFile(`${path}.new`, `${JSON.stringify(instance, null, 2)}\n`, { mode: 0o600 });
  await rename(`${path}.new`, path);
}
