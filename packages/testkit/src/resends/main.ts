import { existsSync } from "node:fs";
import { parseArgs } from "node:util";
import { runResends } from "./run-resends.ts";

const HELP = `npm run test:resends -- [--messages 10000000] [--share 0.05] [--restarts 20] [--days 6] [--seed 7]
  [--faketime /usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1] [--database postgres://localhost/rapport_test]

Sends different messages and copies of earlier ones to a server that is killed again and again and whose clock goes over
midnights meanwhile (Debian package faketime), and fails when one is doubled or missing. Build first: npm run build.`;

const { values } = parseArgs({
  options: {
    messages: { type: "string", default: "10000000" },
    share: { type: "string", default: "0.05" },
    restarts: { type: "string", default: "20" },
    days: { type: "string", default: "6" },
    seed: { type: "string", default: "7" },
    faketime: { type: "string", default: "/usr/lib/x86_64-linux-gnu/faketime/libfaketime.so.1" },
    database: { type: "string", default: "postgres://localhost/rapport_test" },
    help: { type: "boolean", default: false },
  },
});
if (values.help) {
  console.log(HELP);
  process.exit(0);
}

const outcome = await runResends({
  databaseUrl: values.database,
  messages: Number(values.messages),
  share: Number(values.share),
  restarts: Number(values.restarts),
  days: Number(values.days),
  seed: Number(values.seed),
  faketime: existsSync(values.faketime) ? values.faketime : undefined,
  onRestart: (sent) => console.log(`${sent} of ${values.messages}: killed and started again`),
});
console.log(JSON.stringify(outcome, null, 2));
const exact = outcome.doubled + outcome.missing + outcome.deadLetters === 0;
process.exitCode = exact && outcome.folded === outcome.messages && outcome.metered === outcome.messages ? 0 : 1;
