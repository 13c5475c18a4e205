import { join, resolve } from "node:path";
import type { Options } from "tsup";
import { printContractTypes } from "./scripts/print-contract-types.ts";

/**
 * The build that all packages share: `src/index.ts` to an ES module, for the Node that the repository supports.
 * What a package needs otherwise it says in `overrides`.
 */
export function defineBuild(overrides: Options = {}): Options {
  return {
    entry: ["src/index.ts"],
    format: ["esm"],
    platform: "node",
    target: "node22",
    clean: true,
    splitting: false,
    sourcemap: false,
    treeshake: true,
    tsconfig: "../../tsconfig.json", // every package lies two folders below the root
    ...overrides,
  };
}

/**
 * A published client: ES module and CommonJS with everything of ours inside, so that an application installs one package and
 * nothing else. Its declarations are made apart (`onlyTypes`): they take most of the time, and nothing that runs needs them.
 */
export function defineClientBuild(overrides: Options = {}): Options {
  return defineBuild({ format: ["esm", "cjs"], noExternal: [/^@rapport\//], target: "node20", ...overrides });
}

/** The declarations of what clients' builds make, standing alone: without the scripts for tags, which nobody imports. */
export function onlyTypes(builds: Options | Options[]): Options[] {
  const compilerOptions = { paths: mapSources(), stripInternal: true };
  const imported = [builds].flat().filter(({ format }) => !format?.includes("iife"));
  return imported.map((build) => ({ ...build, dts: { only: true, resolve: true, compilerOptions }, clean: false }));
}

/** Where declarations find our packages: the client core as it is, the contracts as plain types. */
function mapSources(): Record<string, string[]> {
  return {
    "@rapport/sdk-core": [resolve("../sdk-core/src/index.ts")],
    "@rapport/contracts/*": [join(printContractTypes(), "*")],
  };
}
