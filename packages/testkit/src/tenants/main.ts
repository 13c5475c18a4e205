import { parseArgs } from "node:util";
import { z } from "zod";
import { composeTestServer, steadyRoom } from "../server/compose-test-server.ts";
import { filterRemover } from "./filter-remover.ts";
import { runTenants } from "./run-tenants.ts";

// Random calls over every operation with the key of one project and the ids of another; exits 1 when one told or changed anything.
const { values } = parseArgs({
  options: {
    tenants: { type: "string", default: "200" },
    calls: { type: "string", default: "300000" },
    seed: { type: "string", default: "1" },
    database: { type: "string" },
    // Takes the project out of every statement of a request, so that the database's own wall stands alone, or nothing at all.
    "without-filters": { type: "boolean", default: false },
    "row-security": { type: "string", default: "auto" },
  },
});
const rowSecurity = z.enum(["auto", "on", "off"]).parse(values["row-security"]);
const { rewrite, removed } = filterRemover();
const server = await composeTestServer(
  { ...steadyRoom(), databaseUrl: values.database, rowSecurity },
  values["without-filters"] ? { rewrite } : {},
);
try {
  const started = performance.now();
  const outcome = await runTenants(server, {
    tenants: Number(values.tenants),
    calls: Number(values.calls),
    seed: Number(values.seed),
  });
  console.log(
    JSON.stringify(
      {
        ...outcome,
        // A run against no wall at all finds more than anybody reads.
        leaks: outcome.leaks.slice(0, 20),
        leakCount: outcome.leaks.length,
        filtersRemoved: removed(),
        seconds: Math.round((performance.now() - started) / 1_000),
      },
      null,
      2,
    ),
  );
  process.exitCode = outcome.leaks.length + outcome.changed.length === 0 ? 0 : 1;
} finally {
  await server.close();
}
