import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { loadavg, tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { createInterface } from "node:readline";
import { parseArgs } from "node:util";
import { z } from "zod";

const HELP = `npm run bench:newcomer -- [--way clone|package] [--json]

Seconds from an empty folder to an answered event of one's own: by a clone of this repository (git clone, npm ci, npm start), and by
its packed server (npm install of the file that npm pack made, npx rapport start). What npm has in its cache stays there. The package
needs the build: npm run build.`;

const WAYS = ["clone", "package"] as const;
const REPOSITORY = resolve(import.meta.dirname, "../../../..");
const reportSchema = z.object({ console: z.url(), writeKey: z.string() });

const { values } = parseArgs({
  options: {
    way: { type: "string" },
    json: { type: "boolean", default: false },
    help: { type: "boolean", default: false },
  },
});
if (values.help) console.log(HELP);
else {
  for (const way of WAYS.filter((each) => values.way === undefined || values.way === each)) {
    const figures = { way, ...(await walk(way)), load: Math.round((loadavg()[0] ?? 0) * 10) / 10 };
    console.log(values.json ? JSON.stringify(figures) : figures);
  }
}

/** Seconds since the first command at which each next thing was there. */
async function walk(way: (typeof WAYS)[number]): Promise<Record<string, number>> {
  const folder = await mkdtemp(join(tmpdir(), "rapport-newcomer-"));
  const place = { cwd: folder, stdio: "ignore" } as const;
  const packed = way === "package" ? pack(folder) : "";
  const startedAt = performance.now();
  const passed = () => Math.round((performance.now() - startedAt) / 100) / 10;
  try {
    if (way === "clone") {
      execFileSync("git", ["clone", "--quiet", REPOSITORY, folder], place);
      execFileSync("npm", ["ci"], place);
    } else execFileSync("npm", ["install", packed], place);
    const installed = passed();
    const start = way === "clone" ? ["npm", "start", "--silent", "--"] : ["npx", "rapport", "start"];
    return { installed, ...(await sendFirst(folder, start, passed)) };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

function pack(folder: string): string {
  const command = ["pack", "--json", "--workspace", "@rapport/server", "--pack-destination", folder];
  const printed = execFileSync("npm", command, {
    cwd: REPOSITORY,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [packed] = z.array(z.object({ filename: z.string() })).parse(JSON.parse(printed));
  return join(folder, packed?.filename ?? "");
}

async function sendFirst(folder: string, [command = "", ...start]: string[], passed: () => number) {
  const env = { ...process.env, RAPPORT_PORT: "0" };
  // A group of its own: npm does not hand every signal on.
  const server = spawn(command, [...start, "--json"], {
    cwd: folder,
    env,
    detached: true,
    stdio: ["ignore", "pipe", "ignore"],
  });
  const ended = once(server, "exit");
  try {
    const [line] = await once(createInterface({ input: server.stdout }), "line");
    const { console: page, writeKey } = reportSchema.parse(JSON.parse(String(line)));
    const started = passed();
    const answer = await fetch(new URL("/v1/track", page), {
      method: "POST",
      headers: { Authorization: `Bearer ${writeKey}`, "Content-Type": "application/json" },
      body: JSON.stringify({ type: "track", event: "Hello", anonymousId: "me" }),
    });
    if (!answer.ok) throw new Error(`The first event was answered with ${answer.status}: ${await answer.text()}`);
    return { started, answered: passed() };
  } finally {
    process.kill(-(server.pid ?? 0), "SIGTERM");
    await ended;
  }
}
