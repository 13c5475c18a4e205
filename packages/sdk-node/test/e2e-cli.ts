// The Node client as a command, for the contract that all clients share: calls as JSON in, counters as JSON out.
import { readFileSync } from "node:fs";
import { Rapport } from "../src/rapport.ts";

const { host, writeKey, options, calls } = JSON.parse(readFileSync(0, "utf8"));
const client = new Rapport({ host, writeKey, ...options });
for (const { call, ...input } of calls) {
  switch (call) {
    case "track":
      client.track(input);
      break;
    case "identify":
      client.identify(input);
      break;
    case "page":
      client.page(input);
      break;
    case "screen":
      client.screen(input);
      break;
    case "group":
      client.group(input);
      break;
    case "alias":
      client.alias(input);
      break;
    default:
      throw new Error(`unknown call: ${call}`);
  }
}
await client.close({ timeoutMs: 30_000 });
console.log(JSON.stringify(client.stats()));
