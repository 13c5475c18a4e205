import { parseArgs } from "node:util";
import { PLANS } from "@rapport/contracts/usage";
import { z } from "zod";
import { runQuotas } from "./run-quotas.ts";

const HELP = `npm run test:quotas -- [--plan pro] [--servers 3] [--events 200000] [--database postgres://localhost/rapport_test]

Offers more different events than a day's quota to several servers on one database at once, and says how many were stored
and metered. Build first: npm run build.`;

const { values } = parseArgs({
  options: {
    plan: { type: "string", default: "pro" },
    servers: { type: "string", default: "3" },
    events: { type: "string", default: "200000" },
    database: { type: "string", default: "postgres://localhost/rapport_test" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const outcome = await runQuotas({
  databaseUrl: values.database,
  plan: z.enum(PLANS).parse(values.plan),
  servers: Number(values.servers),
  events: Number(values.events),
});
console.log(JSON.stringify(outcome, null, 2));
process.exitCode = outcome.accepted === outcome.stored && outcome.stored === outcome.metered ? 0 : 1;
