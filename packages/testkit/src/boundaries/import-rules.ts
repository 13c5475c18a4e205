import type { IForbiddenRuleType } from "dependency-cruiser";
import type { ImportGrant, PackageFolder } from "./import-table.ts";
import {
  DEPENDENCY_FREE,
  EXAMPLE_IMPORTS,
  IMPORT_TABLE,
  PACKAGE_FOLDERS,
  PACKAGE_NAMES,
  RUNTIME_FREE,
} from "./import-table.ts";

/** Files that are never shipped: tests, conformance suites, benches. */
const DEV_FILES = ["\\.(test|test-d|e2e|bench|conformance)\\.tsx?$", "^packages/[^/]+/(test|bench)/", "/bench/"];

/** Build and tool settings run on the developer's machine only. */
const TOOL_FILES = ["\\.config\\.[cm]?[jt]s$"];

/** Where the actions on ad platforms are written down with their caps checked, and sent. */
const OUTBOX = "^packages/domain/src/(campaigns|outbox)/";

// Type-only edges vanish at compile time; dependency-cruiser marks `import type` and `export type`.
const TYPE_ONLY = ["type-only" as const];

/** Every import rule of the repository: one per forbidden edge of the table, then the rules that no table can say. */
export function buildImportRules(): IForbiddenRuleType[] {
  return [
    ...PACKAGE_FOLDERS.flatMap((from) =>
      PACKAGE_FOLDERS.filter((to) => to !== from).flatMap((to) => edgeRule(from, to)),
    ),
    ...exampleRules(),
    ...RUNTIME_FREE.map(nodeFreeRule),
    ...DEPENDENCY_FREE.map(dependencyFreeRule),
    ...generalRules(),
  ];
}

/** Path of a package's sources, or its npm name when it could not be resolved (a build output that is not there yet). */
function pathsOf(folder: PackageFolder): string[] {
  return [`^packages/${folder}/`, `^${PACKAGE_NAMES[folder]}(/|$)`];
}

function edgeRule(from: PackageFolder, to: PackageFolder): IForbiddenRuleType[] {
  const grant = IMPORT_TABLE[from][to];
  return grant === undefined ? [closedEdge(from, to)] : narrowedEdge(from, to, grant);
}

function closedEdge(from: PackageFolder, to: PackageFolder): IForbiddenRuleType {
  const devOnly = to === "testkit";
  return {
    name: `no-${from}-to-${to}`,
    severity: "error",
    comment: devOnly
      ? "testkit is for tests, benches and examples only"
      : `${from} may not import ${to}: see IMPORT_TABLE in packages/testkit/src/boundaries/import-table.ts`,
    from: { path: `^packages/${from}/`, pathNot: devOnly ? [...DEV_FILES, ...TOOL_FILES] : TOOL_FILES },
    to: { path: pathsOf(to) },
  };
}

function narrowedEdge(from: PackageFolder, to: PackageFolder, grant: ImportGrant): IForbiddenRuleType[] {
  switch (grant) {
    case "all":
      return [];
    case "types":
      return [
        {
          name: `no-${from}-to-${to}-values`,
          severity: "error",
          comment: `${from} may import types of ${to} only (import type): a value would ship its code`,
          from: { path: `^packages/${from}/`, pathNot: DEV_FILES },
          to: { path: pathsOf(to), dependencyTypesNot: TYPE_ONLY },
        },
      ];
    case "append":
      return [
        {
          name: `no-${from}-to-${to}-beyond-append`,
          severity: "error",
          comment: `${from} may call ${PACKAGE_NAMES[to]}/append-batch only; types are free`,
          from: { path: `^packages/${from}/`, pathNot: DEV_FILES },
          to: {
            path: pathsOf(to),
            pathNot: `^packages/${to}/src/append-batch\\.ts$`,
            dependencyTypesNot: TYPE_ONLY,
          },
        },
      ];
    case "own-tables":
      return [
        {
          name: `no-${from}-to-${to}-beyond-own-tables`,
          severity: "error",
          comment: `an adapter may import the ${to} client and the tables named after its port`,
          from: { path: `^packages/${from}/src/([^/]+)`, pathNot: DEV_FILES },
          to: { path: pathsOf(to), pathNot: [`^packages/${to}/src/client/`, `^packages/${to}/src/schema/$1[./-]`] },
        },
      ];
  }
}

function exampleRules(): IForbiddenRuleType[] {
  const refused = PACKAGE_FOLDERS.filter((folder) => !EXAMPLE_IMPORTS.includes(folder));
  return [
    ...refused.map(
      (to): IForbiddenRuleType => ({
        name: `no-examples-to-${to}`,
        severity: "error",
        comment: "an example is a host application: it has the published packages only",
        from: { path: "^examples/", pathNot: TOOL_FILES },
        to: { path: pathsOf(to) },
      }),
    ),
    {
      name: "no-packages-to-examples",
      severity: "error",
      comment: "only the server, which serves the demo shop, and testkit know the examples",
      from: { path: "^packages/", pathNot: ["^packages/(server|testkit)/", ...DEV_FILES] },
      to: { path: "^examples/" },
    },
  ];
}

function nodeFreeRule(folder: PackageFolder): IForbiddenRuleType {
  return {
    name: `no-${folder}-to-node`,
    severity: "error",
    comment: `${folder} runs in pages and workers too, where node: modules do not exist`,
    from: { path: `^packages/${folder}/src/`, pathNot: DEV_FILES },
    to: { dependencyTypes: ["core"] },
  };
}

function dependencyFreeRule(folder: PackageFolder): IForbiddenRuleType {
  return {
    name: `no-${folder}-to-npm`,
    severity: "error",
    comment: `${folder} has no dependencies from npm`,
    // The bindings have the host application's React, an optional peer.
    from: { path: `^packages/${folder}/src/`, pathNot: [...DEV_FILES, "^packages/sdk-browser/src/react\\.tsx$"] },
    to: { path: "^node_modules/", pathNot: "^node_modules/@rapport/" },
  };
}

function generalRules(): IForbiddenRuleType[] {
  return [
    {
      name: "no-cycles",
      severity: "error",
      comment: "an import cycle makes the order of loading decide what works",
      from: {},
      to: { circular: true },
    },
    {
      name: "no-relative-import-across-packages",
      severity: "error",
      comment: "import another package by its name, so that its exports map decides what is public",
      from: { path: "^packages/([^/]+)/" },
      to: { path: "^(packages|examples)/", pathNot: "^packages/$1/", dependencyTypes: ["local"] },
    },
    {
      name: "only-outbox-to-permit-office",
      severity: "error",
      comment: "a permit to spend is made where caps were checked: by the outbox of campaigns alone",
      from: { path: "^packages/", pathNot: [...DEV_FILES, "^packages/(ports|testkit)/", OUTBOX] },
      to: { path: "^packages/ports/src/permit-office\\.ts$" },
    },
    {
      name: "no-unresolvable",
      severity: "error",
      comment: "the file or the exported subpath does not exist",
      // The Next example is no workspace: what it imports is installed by its own test, and its build resolves it.
      from: { path: "^(packages|examples)/", pathNot: "^examples/next/" },
      // The published SDKs and built assets resolve after a build only; tsc checks those imports.
      to: {
        couldNotResolve: true,
        pathNot: ["^@rapport/(browser|node)$", "^(node|cloudflare|virtual):", "\\?[a-z]+$"],
      },
    },
  ];
}
