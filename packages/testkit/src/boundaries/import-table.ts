/** How much of a package another one may import: all public subpaths, or the part an import rule names. */
export type ImportGrant = "all" | "types" | "append" | "own-tables";

/** Folder of a package below `packages/`. */
export type PackageFolder =
  | "contracts"
  | "sdk-core"
  | "sdk-browser"
  | "sdk-node"
  | "engine"
  | "ports"
  | "store"
  | "adapters"
  | "domain"
  | "pipeline"
  | "agents"
  | "api"
  | "server"
  | "console"
  | "testkit";

/** npm name of each package, as imports write it. */
export const PACKAGE_NAMES: Record<PackageFolder, string> = {
  contracts: "@rapport/contracts",
  "sdk-core": "@rapport/sdk-core",
  "sdk-browser": "@rapport/browser",
  "sdk-node": "@rapport/node",
  engine: "@rapport/engine",
  ports: "@rapport/ports",
  store: "@rapport/store",
  adapters: "@rapport/adapters",
  domain: "@rapport/domain",
  pipeline: "@rapport/pipeline",
  agents: "@rapport/agents",
  api: "@rapport/api",
  server: "@rapport/server",
  console: "@rapport/console",
  testkit: "@rapport/testkit",
};

// Object.keys widens to string[]; the record above has exactly the keys of PackageFolder.
export const PACKAGE_FOLDERS = Object.keys(PACKAGE_NAMES) as PackageFolder[];

/**
 * Who may import whom. What is not listed is forbidden, so a new edge is a change of this table that a reviewer sees.
 * Tests and benches may import testkit besides; testkit itself may import anything.
 */
export const IMPORT_TABLE: Record<PackageFolder, Partial<Record<PackageFolder, ImportGrant>>> = {
  contracts: {},
  // The SDKs carry no zod into a page: a type costs nothing, a schema costs more than the whole client.
  "sdk-core": { contracts: "types" },
  "sdk-browser": { "sdk-core": "all", contracts: "types" },
  "sdk-node": { "sdk-core": "all", contracts: "types" },
  engine: {},
  ports: { contracts: "all" },
  store: { contracts: "all" },
  // The engine is pure: the sandbox of the ad platforms is its simulator behind the port.
  adapters: { ports: "all", contracts: "all", engine: "all", store: "own-tables" },
  domain: { contracts: "all", ports: "all", engine: "all", store: "all" },
  pipeline: { contracts: "all", ports: "all", domain: "all" },
  agents: { contracts: "all", ports: "all", domain: "all" },
  api: { contracts: "all", domain: "all", pipeline: "append" },
  server: {
    contracts: "all",
    engine: "all",
    ports: "all",
    store: "all",
    adapters: "all",
    domain: "all",
    pipeline: "all",
    agents: "all",
    api: "all",
  },
  console: { contracts: "all" },
  testkit: {
    contracts: "all",
    "sdk-core": "all",
    "sdk-browser": "all",
    "sdk-node": "all",
    engine: "all",
    ports: "all",
    store: "all",
    adapters: "all",
    domain: "all",
    pipeline: "all",
    agents: "all",
    api: "all",
    server: "all",
    console: "all",
  },
};

/** Packages that run anywhere (browser, worker, Node): no `node:` module may enter them. */
export const RUNTIME_FREE: readonly PackageFolder[] = ["contracts", "engine", "sdk-core", "sdk-browser", "console"];

/** Packages whose shipped code has no dependency of its own from npm. */
export const DEPENDENCY_FREE: readonly PackageFolder[] = ["engine", "sdk-core", "sdk-browser", "sdk-node"];

/** What an example may import: it plays the host application, which has only the published packages. */
export const EXAMPLE_IMPORTS: readonly PackageFolder[] = ["sdk-browser", "sdk-node", "contracts", "testkit"];
