import { execFileSync } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, readFile, rm, symlink } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, test } from "vitest";
import { z } from "zod";
import { startCommand } from "../server/run-command.ts";

const SERVER = fileURLToPath(new URL("../../../server/", import.meta.url));
const INSTALLED = fileURLToPath(new URL("../../../../node_modules/", import.meta.url));
const reportSchema = z.object({ console: z.url(), writeKey: z.string(), store: z.literal("pglite") });
const manifestSchema = z.object({ dependencies: z.record(z.string(), z.string()) });

let folder = "";
afterEach(() => rm(folder, { recursive: true, force: true }));

test("the server, packed and alone with the packages that it names, starts and takes an event", async () => {
  folder = await mkdtemp(join(tmpdir(), "rapport-packed-"));
  const unpacked = await install(join(folder, "node_modules/@rapport/server"));
  const dataDir = join(folder, ".rapport");
  const { child, result } = startCommand(["start", "--json"], { dataDir }, join(unpacked, "bin/rapport.mjs"));
  const [line] = await Promise.race([once(child.stdout ?? child, "data"), result.then(({ stderr }) => [stderr])]);
  const { console: page, writeKey } = reportSchema.parse(JSON.parse(String(line)));

  expect((await fetch(page)).headers.get("content-type")).toMatch(/^text\/html/);
  expect((await fetch(new URL("/rapport.js", page))).status).toBe(200);
  const sent = await fetch(new URL("/v1/track", page), {
    method: "POST",
    headers: { Authorization: `Bearer ${writeKey}`, "Content-Type": "application/json" },
    body: JSON.stringify({ type: "track", event: "Clicked", anonymousId: "device-1" }),
  });
  expect([sent.status, await sent.json()]).toEqual([200, expect.objectContaining({ accepted: 1 })]);

  child.kill("SIGTERM");
  expect((await result).code).toBe(0);
});

/** Unpacks the package as npm makes it, and links what it depends on: nothing else can be found from there. */
async function install(target: string): Promise<string> {
  const command = ["pack", "--json", "--pack-destination", folder];
  const printed = execFileSync("npm", command, { cwd: SERVER, encoding: "utf8", stdio: ["ignore", "pipe", "ignore"] });
  const [packed] = z.array(z.object({ filename: z.string() })).parse(JSON.parse(printed));
  await mkdir(target, { recursive: true });
  execFileSync("tar", ["-xzf", join(folder, packed?.filename ?? ""), "-C", target, "--strip-components=1"]);
  const { dependencies } = manifestSchema.parse(JSON.parse(await readFile(join(target, "package.json"), "utf8")));
  for (const name of Object.keys(dependencies)) {
    const link = join(folder, "node_modules", name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(join(INSTALLED, name), link);
  }
  return target;
}
