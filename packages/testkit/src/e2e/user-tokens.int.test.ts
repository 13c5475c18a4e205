import { spawnSync } from "node:child_process";
import { trackingAnswerSchema } from "@rapport/contracts/messages";
import { createUserToken } from "@rapport/node";
import { createUserToken as createOnEdge } from "@rapport/node/edge";
import { afterAll, beforeAll, expect, test } from "vitest";
import { trackMessage } from "../factories/messages.ts";
import { addTokenKey } from "../server/add-token-key.ts";
import type { TestServer } from "../server/compose-test-server.ts";
import { composeTestServer } from "../server/compose-test-server.ts";

/** Letters of one to four bytes, so that a signer that counts or encodes wrongly shows. */
const USER = "zoë-漢字-🫖-+/=?";
/** A Python that the client supports (3.9 or later), if the machine has one. */
const python = ["python3", "python"].find(
  (name) => spawnSync(name, ["-c", "import sys; sys.exit(sys.version_info < (3, 9))"]).status === 0,
);

let server: TestServer;
let key: Awaited<ReturnType<typeof addTokenKey>>;
beforeAll(async () => {
  server = await composeTestServer();
  key = await addTokenKey(server);
});
afterAll(() => server?.close());

/** What the server says to an event of a user with a token: nothing, or the code of its refusal. */
async function tell(userId: string, userToken: string): Promise<string | undefined> {
  const anonymous = trackMessage({ anonymousId: "beside" });
  const response = await server.send([anonymous, trackMessage({ userId, context: { userToken } })], key.writeKey);
  const { rejected } = trackingAnswerSchema.parse(await response.json());
  return rejected[0]?.code;
}

function signByPython(...given: unknown[]) {
  const program = "import json, sys; from rapport import create_user_token as c; print(c(*json.load(sys.stdin)))";
  const cwd = new URL("../../../sdk-python", import.meta.url).pathname;
  const env = { PATH: process.env.PATH, PYTHONDONTWRITEBYTECODE: "1", PYTHONIOENCODING: "utf-8" };
  return spawnSync(python ?? "", ["-c", program], { cwd, env, encoding: "utf8", input: JSON.stringify(given) });
}

test("tokens that Node and edge runtimes sign are believed of their user, and of nobody else", async () => {
  for (const sign of [createUserToken, createOnEdge]) {
    expect(await tell(USER, await sign({ secret: key.secret, userId: USER }))).toBeUndefined();
    expect(await tell("ada", await sign({ secret: key.secret, userId: USER }))).toBe("user_token_other_user");
    expect(await tell(USER, await sign({ secret: `${key.secret}x`, userId: USER }))).toBe("user_token_invalid");
    expect(await tell(USER, await sign({ secret: key.secret, userId: USER, expiresIn: 86_400 }))).toBeUndefined();
  }
});

test("a token lives as long as it was told to", async () => {
  const lifeOf = (token: string) => {
    const { iat, exp } = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString());
    return exp - iat;
  };
  expect(lifeOf(await createUserToken({ secret: key.secret, userId: "ada" }))).toBe(900);
  expect(lifeOf(await createUserToken({ secret: key.secret, userId: "ada", expiresIn: 60 }))).toBe(60);
});

test("what the server would refuse is not signed", async () => {
  const good = { secret: key.secret, userId: "ada" };
  // as: callers without types pass anything
  const wrong = [
    { secret: "sk_mine" },
    { secret: undefined },
    { userId: "" },
    { userId: 42 },
  ] as unknown as (typeof good)[];
  for (const one of wrong) await expect(createUserToken({ ...good, ...one })).rejects.toThrow(TypeError);
  for (const expiresIn of [0, -1, Number.NaN, 86_401])
    await expect(createUserToken({ ...good, expiresIn })).rejects.toThrow(TypeError);
});

test.skipIf(!python)("tokens that Python signs are believed; what the server would refuse is not signed", async () => {
  const { stdout, stderr } = signByPython(key.secret, USER);
  expect(stderr).toBe("");
  expect(await tell(USER, stdout.trim())).toBeUndefined();
  expect(await tell("ada", stdout.trim())).toBe("user_token_other_user");
  for (const given of [
    ["sk_mine", "ada"],
    [key.secret, ""],
    [key.secret, 42],
    [key.secret, "ada", 0],
    [key.secret, "ada", 86_401],
  ])
    expect(signByPython(...given).stderr).toContain("ValueError");
});
