import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import type { ICruiseResult } from "dependency-cruiser";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { buildImportRules } from "./import-rules.ts";
import type { PackageFolder } from "./import-table.ts";
import {
  DEPENDENCY_FREE,
  EXAMPLE_IMPORTS,
  IMPORT_TABLE,
  PACKAGE_FOLDERS,
  PACKAGE_NAMES,
  RUNTIME_FREE,
} from "./import-table.ts";
import type { Plant } from "./plant-imports.ts";
import { plantImports } from "./plant-imports.ts";

const ROOT = resolve(import.meta.dirname, "../../../..");

/** One import per cell of the table: what the table grants must pass, everything else must be refused by its own rule. */
function plantCell(from: PackageFolder, to: PackageFolder): Plant[] {
  const file = `packages/${from}/src/to-${to}.ts`;
  const grant = IMPORT_TABLE[from][to];
  if (grant === undefined) {
    return [
      { file, code: valueImport(`${PACKAGE_NAMES[to]}/entry`), refusedBy: `no-${from}-to-${to}` },
      {
        file: `packages/${from}/src/type-to-${to}.ts`,
        code: typeImport(`${PACKAGE_NAMES[to]}/entry`),
        refusedBy: `no-${from}-to-${to}`,
      },
    ];
  }
  if (grant === "types") {
    return [
      { file, code: typeImport(`${PACKAGE_NAMES[to]}/entry`), refusedBy: undefined },
      {
        file: `packages/${from}/src/value-to-${to}.ts`,
        code: valueImport(`${PACKAGE_NAMES[to]}/entry`),
        refusedBy: `no-${from}-to-${to}-values`,
      },
    ];
  }
  return grant === "all" ? [{ file, code: valueImport(`${PACKAGE_NAMES[to]}/entry`), refusedBy: undefined }] : [];
}

const valueImport = (from: string) => `import { value } from "${from}";\nexport const planted = value;\n`;
const typeImport = (from: string) => `import type { Value } from "${from}";\nexport const planted: Value = 1;\n`;

function plantPurity(): Plant[] {
  return [
    ...RUNTIME_FREE.map((folder) => ({
      file: `packages/${folder}/src/node-import.ts`,
      code: 'import { readFileSync } from "node:fs";\nexport const planted = readFileSync;\n',
      refusedBy: `no-${folder}-to-node`,
    })),
    ...DEPENDENCY_FREE.map((folder) => ({
      file: `packages/${folder}/src/npm-import.ts`,
      code: 'import pad from "left-pad";\nexport const planted = pad;\n',
      refusedBy: `no-${folder}-to-npm`,
    })),
    {
      file: "packages/engine/src/node-import.test.ts",
      code: 'import { readFileSync } from "node:fs";\nexport const planted = readFileSync;\n',
      refusedBy: undefined,
    },
  ];
}

function plantExamples(): Plant[] {
  return [
    ...PACKAGE_FOLDERS.map((folder) => ({
      file: `examples/shop/src/to-${folder}.ts`,
      code: valueImport(`${PACKAGE_NAMES[folder]}/entry`),
      refusedBy: EXAMPLE_IMPORTS.includes(folder) ? undefined : `no-examples-to-${folder}`,
    })),
    {
      file: "packages/domain/src/shop.ts",
      code: valueImport("@rapport/shop/entry"),
      refusedBy: "no-packages-to-examples",
    },
    { file: "packages/server/src/shop.ts", code: valueImport("@rapport/shop/entry"), refusedBy: undefined },
  ];
}

const file = (path: string, imported: string, refusedBy: string | undefined): Plant => ({
  file: path,
  code: valueImport(imported),
  refusedBy,
});

const NARROWED: Plant[] = [
  { file: "packages/pipeline/src/append-batch.ts", code: "export const value = 1;\n", refusedBy: undefined },
  file("packages/api/src/append.ts", "@rapport/pipeline/append-batch", undefined),
  file("packages/api/src/project.ts", "@rapport/pipeline/entry", "no-api-to-pipeline-beyond-append"),
  { file: "packages/api/src/type.ts", code: typeImport("@rapport/pipeline/entry"), refusedBy: undefined },
  { file: "packages/store/src/client/open-store.ts", code: "export const value = 1;\n", refusedBy: undefined },
  { file: "packages/store/src/schema/event-log.ts", code: "export const value = 1;\n", refusedBy: undefined },
  { file: "packages/store/src/schema/profiles.ts", code: "export const value = 1;\n", refusedBy: undefined },
  { file: "packages/store/src/queries/profiles.ts", code: "export const value = 1;\n", refusedBy: undefined },
  file("packages/adapters/src/event-log/a.ts", "@rapport/store/client/open-store", undefined),
  file("packages/adapters/src/event-log/b.ts", "@rapport/store/schema/event-log", undefined),
  file(
    "packages/adapters/src/event-log/c.ts",
    "@rapport/store/schema/profiles",
    "no-adapters-to-store-beyond-own-tables",
  ),
  file(
    "packages/adapters/src/event-log/d.ts",
    "@rapport/store/queries/profiles",
    "no-adapters-to-store-beyond-own-tables",
  ),
];

const SPENDERS: Plant[] = [
  { file: "packages/ports/src/permit-office.ts", code: "export const value = 1;\n", refusedBy: undefined },
  file("packages/domain/src/campaigns/send.ts", "@rapport/ports/permit-office", undefined),
  file("packages/domain/src/campaigns.ts", "@rapport/ports/permit-office", "only-outbox-to-permit-office"),
  file("packages/agents/src/graphs/spend.ts", "@rapport/ports/permit-office", "only-outbox-to-permit-office"),
  file("packages/adapters/src/ad-platform/a.ts", "@rapport/ports/permit-office", "only-outbox-to-permit-office"),
  file("packages/server/src/spend.ts", "@rapport/ports/permit-office", "only-outbox-to-permit-office"),
];

const TESTKIT_USERS: Plant[] = [
  file("packages/domain/src/a.test.ts", "@rapport/testkit/entry", undefined),
  file("packages/store/src/a.int.test.ts", "@rapport/testkit/entry", undefined),
  file("packages/sdk-browser/src/a.e2e.ts", "@rapport/testkit/entry", undefined),
  file("packages/sdk-node/test/support.ts", "@rapport/testkit/entry", undefined),
];

const GENERAL: Plant[] = [
  { file: "packages/domain/src/ring-a.ts", code: valueImport("./ring-b.ts"), refusedBy: "no-cycles" },
  // A cycle is reported once, at the end that comes first by name.
  { file: "packages/domain/src/ring-b.ts", code: valueImport("./ring-a.ts"), refusedBy: undefined },
  file("packages/domain/src/inward.ts", "../../contracts/src/entry.ts", "no-relative-import-across-packages"),
  file("packages/domain/src/missing.ts", "@rapport/contracts/no-such-subpath", "no-unresolvable"),
];

const plants: Plant[] = [
  ...PACKAGE_FOLDERS.flatMap((from) =>
    PACKAGE_FOLDERS.filter((to) => to !== from).flatMap((to) => plantCell(from, to)),
  ),
  ...plantPurity(),
  ...plantExamples(),
  ...NARROWED,
  ...SPENDERS,
  ...TESTKIT_USERS,
  ...GENERAL,
];

/** Runs dependency-cruiser once over the planted tree; a hundred single runs would take minutes. */
function cruise(root: string): Map<string, Set<string>> {
  const bin = join(ROOT, "node_modules/dependency-cruiser/bin/dependency-cruiser.mjs");
  const config = join(ROOT, "dependency-cruiser.config.mjs");
  const run = spawnSync(process.execPath, [bin, "--config", config, "-T", "json", "packages", "examples"], {
    cwd: root,
    encoding: "utf8",
    maxBuffer: 64 * 1024 * 1024,
  });
  const refused = new Map<string, Set<string>>();
  const result: ICruiseResult = JSON.parse(run.stdout);
  for (const { from, rule } of result.summary.violations) {
    refused.set(from, (refused.get(from) ?? new Set()).add(rule.name));
  }
  return refused;
}

describe("import boundaries", () => {
  let root = "";
  let refused = new Map<string, Set<string>>();
  beforeAll(() => {
    root = plantImports(plants);
    refused = cruise(root);
  });
  afterAll(() => rmSync(root, { recursive: true, force: true }));

  test.each(plants.filter((plant) => plant.refusedBy !== undefined))("$refusedBy refuses $file", (plant) => {
    expect([...(refused.get(plant.file) ?? [])]).toContain(plant.refusedBy);
  });

  test.each(plants.filter((plant) => plant.refusedBy === undefined))("$file passes", (plant) => {
    expect([...(refused.get(plant.file) ?? [])]).toEqual([]);
  });

  test("every rule has a planted import", () => {
    const planted = new Set(plants.map((plant) => plant.refusedBy));
    expect(buildImportRules().filter((rule) => !planted.has(rule.name ?? ""))).toEqual([]);
  });

  test("the table is the one of the architecture", () => {
    const written = PACKAGE_FOLDERS.map((from) => [
      from,
      Object.entries(IMPORT_TABLE[from])
        .map(([to, grant]) => (grant === "all" ? to : `${to} (${grant})`))
        .sort()
        .join(", "),
    ]);
    expect(Object.fromEntries(written)).toMatchInlineSnapshot(`
      {
        "adapters": "contracts, engine, ports, store (own-tables)",
        "agents": "contracts, domain, ports",
        "api": "contracts, domain, pipeline (append)",
        "console": "contracts",
        "contracts": "",
        "domain": "contracts, engine, ports, store",
        "engine": "",
        "pipeline": "contracts, domain, ports",
        "ports": "contracts",
        "sdk-browser": "contracts (types), sdk-core",
        "sdk-core": "contracts (types)",
        "sdk-node": "contracts (types), sdk-core",
        "server": "adapters, agents, api, contracts, domain, engine, pipeline, ports, store",
        "store": "contracts",
        "testkit": "adapters, agents, api, console, contracts, domain, engine, pipeline, ports, sdk-browser, sdk-core, sdk-node, server, store",
      }
    `);
  });
});
