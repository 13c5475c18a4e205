import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { USER_TOKEN_MODES } from "@rapport/contracts/user-tokens";
import { afterAll, beforeAll, expect, test } from "vitest";
import { z } from "zod";
import { postJson } from "../server/api-client.ts";
import { runCommand } from "../server/run-command.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { spawnServer } from "../server/spawn-server.ts";

const secretSchema = z.object({ id: z.string(), secret: z.string().startsWith("uts_") });
const demandSchema = z.object({ id: z.string(), userTokens: z.enum(USER_TOKEN_MODES) });
const tokenSchema = z.object({ token: z.string() });

let dataDir: string;
let server: SpawnedServer;
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "rapport-user-tokens-"));
  server = await spawnServer({ dataDir });
});
afterAll(async () => {
  await server?.dispose();
  await rm(dataDir, { recursive: true, force: true });
});

/** A command at the data directory, which no server may use meanwhile. */
const run = (args: readonly string[], env: Record<string, string> = {}) =>
  runCommand(["user-tokens", ...args, "--json"], { dataDir, env });

async function answer<S extends z.ZodType>(args: readonly string[], schema: S): Promise<z.output<S>> {
  const { code, stdout, stderr } = await run(args);
  expect([code, stderr]).toEqual([0, ""]);
  return schema.parse(JSON.parse(stdout));
}

/** What the server says to an event of a user, beside one of a device: nothing, or the code of its refusal. */
async function tell(userId: string, userToken?: string): Promise<string | undefined> {
  const clicked = { type: "track", event: "Clicked" };
  const batch = [
    { ...clicked, anonymousId: "device-1" },
    { ...clicked, userId, context: { userToken } },
  ];
  const response = await postJson(server, "/v1/batch", { batch }, server.report.writeKey);
  return trackingAnswerSchema.parse(await response.json()).rejected[0]?.code;
}

test("rapport user-tokens makes a secret, signs by it, and lets a key demand tokens and no longer", async () => {
  await server.kill("SIGINT");
  const early = await run(["demand"]);
  expect([early.code, JSON.parse(early.stdout).error.code]).toEqual([1, "conflict"]);
  const { id, secret } = await answer(["secret"], secretSchema);
  expect(await answer(["demand", id], demandSchema)).toEqual({ id, userTokens: "required" });
  const { token } = await answer(["sign", "ada", "--secret", secret, "--expires-in", "3600"], tokenSchema);
  await server.start();
  expect(await tell("ada")).toBe("user_token_missing");
  expect(await tell("ada", token)).toBeUndefined();
  expect(await tell("bob", token)).toBe("user_token_other_user");

  await server.kill("SIGINT");
  const signed = await run(["sign", "ada"], { RAPPORT_USER_TOKEN_SECRET: secret });
  expect(tokenSchema.parse(JSON.parse(signed.stdout)).token).toMatch(/^eyJ/);
  // Which key is meant need not be said while there is one.
  expect(await answer(["release"], demandSchema)).toEqual({ id, userTokens: "off" });
});

test("what no server would take is not signed, and says what is wrong", async () => {
  const wrong = [
    ["sign", "ada", "--secret", "sk_mine"],
    ["sign", "", "--secret", "uts_mine"],
    ["sign", "ada", "--secret", "uts_mine", "--expires-in", "86401"],
    ["sign", "ada", "--secret", "uts_mine", "--expires-in", "soon"],
    ["secret", "--overlap-hours", "soon"],
  ];
  for (const args of wrong) {
    const { code, stdout } = await run(args);
    expect([args, code, JSON.parse(stdout)]).toMatchObject([args, 1, { error: { code: "invalid_parameter" } }]);
  }
});
