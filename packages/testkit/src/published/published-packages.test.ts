import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import ts from "typescript";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const PACKAGES = fileURLToPath(new URL("../../../", import.meta.url));
/**
 * Unpacked, with declarations for both module formats and the README. Only ever lower; raised once, when user tokens came: a
 * module of their own for pages, a signer for back ends.
 */
const MAX_BYTES: Record<string, number> = { "sdk-browser": 233_000, "sdk-node": 93_000 };

type Packed = { filename: string; unpackedSize: number };

describe.each(Object.entries(MAX_BYTES))("what %s publishes", (folder, maxBytes) => {
  const target = mkdtempSync(join(tmpdir(), "rapport-pack-"));
  let packed: Packed;
  beforeAll(() => {
    const command = ["pack", "--json", "--pack-destination", target];
    const printed = execFileSync("npm", command, { cwd: join(PACKAGES, folder), encoding: "utf8" });
    [packed] = JSON.parse(printed);
  });
  afterAll(() => rmSync(target, { recursive: true }));

  test("has types that hold for node10, node16 in both formats, and bundlers, for every module", async () => {
    const tarball = createPackageFromTarballData(new Uint8Array(readFileSync(join(target, packed.filename))));
    const analysis = await checkPackage(tarball);
    // Files for a script tag are addresses, not modules.
    const ofModules = ("problems" in analysis ? analysis.problems : []).filter(
      (problem) => !("entrypoint" in problem && /^\.\/rapport.*\.js$/.test(problem.entrypoint)),
    );
    expect(analysis.types).toBeTruthy();
    expect(ofModules).toEqual([]);
  });

  test("has declarations that are whole where nothing else of ours is installed", () => {
    const app = join(target, "app");
    const unpacked = join(app, "node_modules", "@rapport", folder.replace("sdk-", ""));
    mkdirSync(unpacked, { recursive: true });
    execFileSync("tar", ["-xzf", join(target, packed.filename), "-C", unpacked, "--strip-components=1"]);
    const { name, exports } = JSON.parse(readFileSync(join(unpacked, "package.json"), "utf8"));
    // Bindings of React need React's types, too.
    const modules = Object.keys(exports).filter((path) => !/\.js(on)?$|react/.test(path));
    const lines = modules.map((path, index) => `export * as module${index} from "${join(name, path)}";`);
    writeFileSync(join(app, "app.mts"), lines.join("\n"));
    const program = ts.createProgram([join(app, "app.mts")], {
      module: ts.ModuleKind.NodeNext,
      target: ts.ScriptTarget.ESNext,
      strict: true,
      skipLibCheck: false,
      noEmit: true,
      types: [],
    });
    expect(modules.length).toBeGreaterThan(1);
    const problems = ts.getPreEmitDiagnostics(program);
    expect(problems.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual([]);
  });

  test("marks what runs in the page alone, for frameworks with server components", () => {
    const modules = folder === "sdk-browser" ? ["react.js", "react.cjs"] : [];
    for (const name of modules)
      expect(readFileSync(join(PACKAGES, folder, "dist", name), "utf8")).toMatch(/^"use client";/);
  });

  test("depends on nothing and stays within its size", () => {
    const { dependencies } = JSON.parse(readFileSync(join(PACKAGES, folder, "package.json"), "utf8"));
    expect(dependencies).toBeUndefined();
    expect(packed.unpackedSize).toBeLessThanOrEqual(maxBytes);
  });
});
