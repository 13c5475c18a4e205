import { RapportError } from "@rapport/contracts/errors";
import { rotateKeySchema } from "@rapport/contracts/keys";
import type { UserTokenMode } from "@rapport/contracts/user-tokens";
import { USER_TOKEN_LIMITS } from "@rapport/contracts/user-tokens";
import { listKeys } from "@rapport/domain/access/keys";
import { makeUserTokenSecret } from "@rapport/domain/access/make-user-token-secret";
import { setUserTokens } from "@rapport/domain/access/set-user-tokens";
import { signUserToken } from "@rapport/domain/access/sign-user-token";
import type { Context } from "@rapport/domain/context";
import type { Command } from "commander";
import { Option } from "commander";
import { readConfig } from "../config.ts";
import { print, withProject } from "./keys.ts";

type KeyOptions = { project?: string; json: boolean };
type SecretOptions = KeyOptions & { overlapHours: string };
type SignOptions = { secret?: string; expiresIn: string; json: boolean };

/** Adds `rapport user-tokens secret`, `demand`, `release` and `sign`. */
export function addUserTokenCommands(program: Command): void {
  const tokens = program
    .command("user-tokens")
    .description("let a write key demand proof of the users that it names (the server must be stopped)");
  addKeyCommand(tokens, "secret", "make the secret that tokens are signed with, or another one; shown once")
    .option("--overlap-hours <hours>", "how long tokens of the secret before are still taken; 0 ends them", "24")
    .action((id: string | undefined, options: SecretOptions) => makeSecret(id, options));
  addKeyCommand(tokens, "demand", "take what names a user with a token of that user only").action(
    (id: string | undefined, options: KeyOptions) => setDemand(id, "required", options),
  );
  addKeyCommand(tokens, "release", "take what names a user without a token again").action(
    (id: string | undefined, options: KeyOptions) => setDemand(id, "off", options),
  );
  tokens
    .command("sign")
    .description("sign a token, to try a key out; touches nothing, so a server may run")
    .argument("<userId>", "whom the token is for")
    .addOption(
      new Option("--secret <secret>", "secret of the key's user tokens (uts_…)").env("RAPPORT_USER_TOKEN_SECRET"),
    )
    .option("--expires-in <seconds>", "its life", String(USER_TOKEN_LIMITS.defaultSeconds))
    .addOption(jsonOption())
    .action((userId: string, options: SignOptions) => sign(userId, options));
}

const jsonOption = () => new Option("--json", "answer as JSON").default(false);

function addKeyCommand(tokens: Command, name: string, description: string): Command {
  return tokens
    .command(name)
    .description(description)
    .argument("[keyId]", "id of the write key, key_… (the only one that is in use)")
    .option("--project <slug>", "project")
    .addOption(jsonOption());
}

async function makeSecret(given: string | undefined, { overlapHours, ...options }: SecretOptions): Promise<void> {
  const overlap = rotateKeySchema.safeParse({ overlapHours: Number(overlapHours) });
  if (!overlap.success) throw new RapportError("invalid_parameter", "--overlap-hours must be 0 to 720");
  await withProject(readConfig(), options.project, async (ctx) => {
    const id = given ?? (await findWriteKey(ctx));
    const { secret } = await makeUserTokenSecret(ctx, { id, ...overlap.data });
    print(options.json ? JSON.stringify({ id, secret }) : `${id}  ${secret}\nKeep it: it is not shown again.`);
  });
}

async function setDemand(given: string | undefined, userTokens: UserTokenMode, options: KeyOptions): Promise<void> {
  await withProject(readConfig(), options.project, async (ctx) => {
    const id = given ?? (await findWriteKey(ctx));
    await setUserTokens(ctx, { id, userTokens });
    const verb = userTokens === "required" ? "demands" : "no longer demands";
    print(options.json ? JSON.stringify({ id, userTokens }) : `${id} ${verb} user tokens.`);
  });
}

async function sign(userId: string, { secret = "", expiresIn, json }: SignOptions): Promise<void> {
  const token = await signUserToken({ now: Date.now }, { secret, userId, lifeSeconds: Number(expiresIn) });
  print(json ? JSON.stringify({ token }) : token);
}

/** Id of the write key that is in use, where there is one only. @throws RapportError invalid_parameter, with the choice */
async function findWriteKey(ctx: Context): Promise<string> {
  const live = (await listKeys(ctx)).filter((key) => key.kind === "write" && !key.revokedAt && !key.expiresAt);
  const [only, second] = live;
  if (only !== undefined && second === undefined) return only.id;
  const names = live.map(({ id, name }) => `${id} (${name})`).join(", ") || "none";
  throw new RapportError("invalid_parameter", `Say which write key by its id; in use: ${names}`);
}
