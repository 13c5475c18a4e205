import { parseArgs } from "node:util";
import { measureEnds } from "./measure-ends.ts";
import { measureOutage } from "./measure-outage.ts";
import { OUTAGES } from "./outage-server.ts";

const HELP = `npm run bench:outages -- [--seconds 30]

The Node client at its defaults while its server is away in eight ways, called 100 times a second all the time, and how its
processes end. Build first: npm run build.`;

const { values } = parseArgs({
  options: { seconds: { type: "string", default: "30" }, help: { type: "boolean", default: false } },
});
if (values.help) console.log(HELP);
else {
  // Each with a server and a client of its own; side by side they take as long as one.
  const rows = await Promise.all(
    OUTAGES.map(async (one) => [one, ...(await measureOutage(one, Number(values.seconds)))]),
  );
  print(
    [
      "server away",
      "calls",
      "lost",
      "with two ids",
      "copies",
      "left at close",
      "requests meanwhile",
      "first answer after, s",
    ],
    rows,
  );
  print(["end of a process with 1,000 events", "delivered", "told", "ms"], await measureEnds());
  console.log("\nms: from the last answer to the exit where the process delivers, else from the last call.");
}

function print(head: readonly string[], rows: readonly (readonly (string | number)[])[]): void {
  console.log(`\n| ${head.join(" | ")} |\n|${head.map(() => "---|").join("")}`);
  for (const row of rows) console.log(`| ${row.join(" | ")} |`);
}
