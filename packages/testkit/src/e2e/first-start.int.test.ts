import { createHash } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keySchema } from "@rapport/contracts/keys";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { z } from "zod";
import { postJson } from "../server/api-client.ts";
import { runCommand, startCommand } from "../server/run-command.ts";
import type { SpawnedServer } from "../server/spawn-server.ts";
import { spawnServer } from "../server/spawn-server.ts";

const EVENT = { type: "track", event: "Clicked", anonymousId: "device-1" };

let dataDir: string;
let server: SpawnedServer | undefined;
beforeEach(async () => {
  dataDir = await mkdtemp(join(tmpdir(), "rapport-first-"));
});
afterEach(async () => {
  await server?.dispose();
  server = undefined;
  await rm(dataDir, { recursive: true, force: true });
});

async function start(env: Record<string, string> = {}): Promise<SpawnedServer> {
  server = await spawnServer({ dataDir, env });
  return server;
}

const track = async (running: SpawnedServer, key: string) => (await postJson(running, "/v1/track", EVENT, key)).status;

/** Runs a command whose answer is one line of JSON. */
async function runJson<S extends z.ZodType>(args: string[], schema: S): Promise<z.output<S>> {
  const { code, stdout, stderr } = await runCommand([...args, "--json"], { dataDir });
  expect([code, stdout, stderr]).toEqual([0, expect.stringMatching(/^.+\n$/), ""]);
  return schema.parse(JSON.parse(stdout));
}

describe("start", () => {
  test("on an empty directory prints the addresses and keys, for people and as JSON; all of them work", async () => {
    const first = startCommand(["start"], { dataDir });
    let text = "";
    while (!/Data .*\n/.test(text)) text += String(await once(first.child.stdout ?? first.child, "data"));
    const printed = (name: string) => new RegExp(`${name} +(\\S+)`).exec(text)?.[1];
    const keys = { writeKey: printed("Write key"), secretKey: printed("Secret key") };
    expect(keys).toEqual({ writeKey: expect.stringMatching(/^pk_/), secretKey: expect.stringMatching(/^sk_/) });
    for (const name of ["Console", "API reference", "Demo shop"]) {
      const page = await fetch(printed(name) ?? "");
      expect([name, page.status, page.headers.get("content-type")]).toEqual([
        name,
        200,
        expect.stringMatching(/^text\/html/),
      ]);
    }
    first.child.kill("SIGINT");
    const { code, stdout } = await first.result;
    expect(code).toBe(0);
    expect(stdout).toContain("Stopped. Everything that was acknowledged is stored.");

    const second = await start();
    expect(second.report).toMatchObject({ ...keys, project: "demo", store: "pglite", dataDir });
    expect(await track(second, second.report.writeKey)).toBe(200);
    expect(await track(second, "pk_of_nobody")).toBe(401);
  });

  test("hands out every script of the browser SDK, as its seal says", async () => {
    const running = await start();
    const seals = new URL("../../../sdk-browser/dist/integrity.json", import.meta.url);
    const expected = z.record(z.string(), z.string()).parse(JSON.parse(await readFile(seals, "utf8")));
    const served = await Promise.all(
      Object.keys(expected).map(async (name) => {
        const script = Buffer.from(await (await fetch(`${running.url}/${name}`)).arrayBuffer());
        return [name, `sha384-${createHash("sha384").update(script).digest("base64")}`];
      }),
    );
    expect(Object.fromEntries(served)).toEqual(expected);
    expect(Object.keys(expected)).toContain("rapport.user-token.js");
  });

  test("RAPPORT_DEMO=off leaves the shop out and opens the console with a secret key only", async () => {
    const running = await start({ RAPPORT_DEMO: "off" });
    expect(running.report).toMatchObject({ project: "default" });
    expect(running.report.storefront).toBeUndefined();
    expect((await fetch(`${running.url}/demo/`)).status).toBe(404);
    expect((await fetch(running.report.console)).status).toBe(200);

    const session = `${running.url}/console/session`;
    expect((await fetch(session)).status).toBe(401);
    const signIn = (secretKey: string) =>
      fetch(session, { method: "POST", body: JSON.stringify({ secretKey }), headers: { Origin: running.url } });
    expect((await signIn(running.report.writeKey)).status).toBe(403);
    expect((await signIn("sk_of_nobody")).status).toBe(401);
    const signedIn = await signIn(running.report.secretKey);
    expect(signedIn.status).toBe(200);
    const cookie = signedIn.headers.get("set-cookie") ?? "";
    expect(cookie).toMatch(/HttpOnly/);
    expect((await fetch(`${running.url}/api/v1/events`, { headers: { Cookie: cookie } })).status).toBe(200);
    expect((await fetch(`${running.url}/api/v1/events`)).status).toBe(401);
  });

  test("keys of the environment are the keys, and stay when the environment no longer names them", async () => {
    const keys = { RAPPORT_WRITE_KEY: "pk_chosen_by_me", RAPPORT_SECRET_KEY: "sk_chosen_by_me" };
    const running = await start(keys);
    expect(running.report).toMatchObject({ writeKey: "pk_chosen_by_me", secretKey: "sk_chosen_by_me" });
    expect(await track(running, "pk_chosen_by_me")).toBe(200);
    await running.dispose();
    const again = await start();
    expect(again.report).toMatchObject({ writeKey: "pk_chosen_by_me", secretKey: "sk_chosen_by_me" });
  });

  test("keys that belong to the demo project are refused for another one, with the setting and the fix", async () => {
    const keys = { RAPPORT_WRITE_KEY: "pk_chosen_by_me", RAPPORT_SECRET_KEY: "sk_chosen_by_me" };
    await (await start(keys)).dispose();
    const { code, stderr } = await runCommand(["start"], { dataDir, env: { ...keys, RAPPORT_DEMO: "off" } });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/RAPPORT_WRITE_KEY cannot be used: .*another project/)]);
    expect(stderr).toContain("Set RAPPORT_WRITE_KEY to another key");
    const same = { RAPPORT_WRITE_KEY: "pk_chosen_by_me", RAPPORT_SECRET_KEY: "pk_chosen_by_me" };
    const refused = await runCommand(["start"], { dataDir, env: same });
    expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining("are the same")]);
  });

  test("a first key that was revoked is replaced at the next start, unless the environment demands it", async () => {
    const before = (await start()).report;
    await server?.kill("SIGINT");
    const listed = await runJson(["keys", "list"], keySchema.array());
    for (const { id } of listed) await runJson(["keys", "revoke", id], z.unknown());
    const running = await start();
    expect(running.report.writeKey).not.toBe(before.writeKey);
    expect(await track(running, running.report.writeKey)).toBe(200);
    expect(await track(running, running.report.secretKey)).toBe(200);
    expect(await track(running, before.writeKey)).toBe(401);
    const after = running.report;
    await running.kill("SIGINT");
    expect((await start()).report).toMatchObject({ writeKey: after.writeKey, secretKey: after.secretKey });
    await server?.kill("SIGINT");
    const { code, stderr } = await runCommand(["start"], { dataDir, env: { RAPPORT_SECRET_KEY: before.secretKey } });
    expect([code, stderr]).toEqual([1, expect.stringMatching(/RAPPORT_SECRET_KEY cannot be used: .*revoked/)]);
  });

  test("an environment that is not valid is named, variable by variable, and nothing is made", async () => {
    const env = { RAPPORT_PORT: "http", RAPPORT_DEMO: "maybe", DATABASE_URL: "mysql://x" };
    const { code, stderr } = await runCommand(["start"], { dataDir, env });
    expect(code).toBe(1);
    for (const name of Object.keys(env)) expect(stderr).toContain(name);
    expect(await readdir(dataDir)).toEqual([]);
  });
});

const doctorSchema = z.object({
  healthy: z.boolean(),
  checks: z.array(z.object({ name: z.string(), ok: z.boolean(), detail: z.string() })),
});

describe("commands", () => {
  const COMMANDS = [
    ["start"],
    ["keys"],
    ["keys", "list"],
    ["keys", "create"],
    ["keys", "revoke"],
    ["doctor"],
    ["import"],
  ];
  test.each(COMMANDS.map((args) => args.join(" ")))("%s --help says how it is used", async (command) => {
    const { code, stdout } = await runCommand([...command.split(" "), "--help"], { dataDir });
    expect(code).toBe(0);
    expect(stdout).toContain(`Usage: rapport ${command}`);
    if (command !== "keys") expect(stdout).toContain("--json");
  });

  test("an unknown command or option ends with an error", async () => {
    for (const args of [["strat"], ["keys", "list", "--colour"]]) {
      const { code, stderr } = await runCommand(args, { dataDir });
      expect([code, stderr]).toEqual([1, expect.stringContaining("unknown")]);
    }
  });

  test("doctor finds a fresh directory healthy and leaves it as it is", async () => {
    const healthy = await runJson(["doctor"], doctorSchema);
    expect(healthy.checks.filter(({ ok }) => !ok)).toEqual([]);
    expect(healthy.healthy).toBe(true);
    expect(await readdir(dataDir)).toEqual([]);
  });

  test("doctor finds a running server healthy, and a directory that is held by one that does not answer not", async () => {
    const running = await start();
    const env = { RAPPORT_PORT: new URL(running.url).port };
    const { code, stdout } = await runCommand(["doctor", "--json"], { dataDir, env });
    const beside = doctorSchema.parse(JSON.parse(stdout));
    expect([code, beside.checks.filter(({ ok }) => !ok)]).toEqual([0, []]);
    const detailOf = (name: string) => beside.checks.find((check) => check.name === name)?.detail;
    expect(detailOf("Data directory")).toContain(`the server that runs (pid ${running.pid})`);
    expect(detailOf("Port")).toContain("a server answers");

    const elsewhere = await runCommand(["doctor", "--json"], { dataDir });
    expect(elsewhere.code).toBe(1);
    expect(doctorSchema.parse(JSON.parse(elsewhere.stdout)).checks.filter(({ ok }) => !ok)).toEqual([
      { name: "Data directory", ok: false, detail: expect.stringContaining(`held by pid ${running.pid}`) },
    ]);
  });

  test("a key that is made works, is listed by its hint only, and is dead once revoked", async () => {
    const created = await runJson(
      ["keys", "create", "--kind", "write", "--name", "Shop"],
      z.object({ id: z.string(), key: z.string() }),
    );
    const listed = await runJson(["keys", "list"], keySchema.array());
    expect(listed.map(({ kind }) => kind).toSorted()).toEqual(["secret", "write", "write"]);
    expect(listed.find(({ id }) => id === created.id)).toMatchObject({ name: "Shop", revokedAt: null });
    expect(JSON.stringify(listed)).not.toContain(created.key);

    const running = await start();
    expect(await track(running, created.key)).toBe(200);
    const refused = await runCommand(["keys", "list", "--json"], { dataDir });
    expect(refused.code).toBe(1);
    expect(JSON.parse(refused.stdout)).toMatchObject({
      error: { code: "unavailable", detail: expect.stringContaining(`pid ${running.pid}`) },
    });
    await running.kill("SIGINT");

    const revoked = await runJson(["keys", "revoke", created.id], z.unknown());
    expect(revoked).toEqual({ id: created.id, revoked: true });
    await running.start();
    expect(await track(running, created.key)).toBe(401);
    expect(await track(running, running.report.writeKey)).toBe(200);
  });
});
