import { randomBytes } from "node:crypto";
import type { KeyKind } from "@rapport/contracts/keys";
import { addKey, generateKey, generateSigningSecret, listKeys, revokeKey } from "@rapport/domain/access/keys";
import type { Context } from "@rapport/domain/context";
import { findProject } from "@rapport/domain/workspaces/projects";
import { compose } from "../compose.ts";
import type { Config } from "../config.ts";

type Output = { json: boolean };
type Place = Output & { project: string | undefined };

/** `rapport keys list` */
export async function listProjectKeys(config: Config, options: Place): Promise<void> {
  await withProject(config, options.project, async (ctx) => {
    const keys = await listKeys(ctx);
    if (options.json) return print(JSON.stringify(keys));
    for (const key of keys) {
      print([key.id, key.kind.padEnd(6), `${key.hint}…`, key.revokedAt ? "revoked" : "live", key.name].join("  "));
    }
  });
}

/** `rapport keys create`: the one time that the key's text is shown. */
export async function createProjectKey(
  config: Config,
  options: Place & { kind: KeyKind; name: string; signed: boolean },
): Promise<void> {
  await withProject(config, options.project, async (ctx) => {
    const secret = generateKey(options.kind, randomBytes);
    const signingSecret = options.signed ? generateSigningSecret(randomBytes) : undefined;
    const { id } = await addKey(ctx, { kind: options.kind, name: options.name, secret, signingSecret });
    if (options.json) return print(JSON.stringify({ id, key: secret, signingSecret }));
    print(`${id}  ${secret}${signingSecret ? `  ${signingSecret}` : ""}\nKeep it: it is not shown again.`);
  });
}

/** `rapport keys revoke` */
export async function revokeProjectKey(config: Config, options: Place & { id: string }): Promise<void> {
  await withProject(config, options.project, async (ctx) => {
    await revokeKey(ctx, { id: options.id });
    print(options.json ? JSON.stringify({ id: options.id, revoked: true }) : `${options.id} is revoked.`);
  });
}

/** Does something in a project of the data directory, by default the one that it begins with. */
export async function withProject(
  config: Config,
  project: string | undefined,
  work: (ctx: Context) => Promise<void>,
): Promise<void> {
  const composition = await compose(config);
  try {
    const { id } = await findProject(composition.services, project ?? (config.demo ? "demo" : "default"));
    await work({ ...composition.services, projectId: id, actor: { kind: "system" } });
  } finally {
    await composition.close();
  }
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}
