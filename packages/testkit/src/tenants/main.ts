import { parseArgs } from "node:util";
import { composeTestServer, steadyRoom } from "../server/compose-test-server.ts";
import { runTenants } from "./run-tenants.ts";

// Random calls over every operation with the key of one project and the ids of another; exits 1 when one told or changed anything.
const { values } = parseArgs({
  options: {
    tenants: { type: "string", default: "200" },
    calls: { type: "string", default: "300000" },
    seed: { type: "string", default: "1" },
    database: { type: "string" },
  },
});
const server = await composeTestServer({ ...steadyRoom(), databaseUrl: values.database });
try {
  const started = performance.now();
  const outcome = await runTenants(server, {
    tenants: Number(values.tenants),
    calls: Number(values.calls),
    seed: Number(values.seed),
  });
  console.log(JSON.stringify({ ...outcome, seconds: Math.round((performance.now() - started) / 1_000) }, null, 2));
  process.exitCode = outcome.leaks.length + outcome.changed.length === 0 ? 0 : 1;
} finally {
  await server.close();
}
