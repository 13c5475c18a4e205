// The client for edge runtimes as a command; what it is asked is what all clients are asked.
import { Rapport } from "@rapport/node/edge";
import { makeCalls } from "./make-calls.ts";
import { readInput } from "./read-input.ts";

const { host, writeKey, options, calls } = await readInput();
const client = new Rapport({ host, writeKey, ...options });
makeCalls(client, calls);
await client.close({ timeoutMs: 30_000 });
console.log(JSON.stringify(client.stats()));
