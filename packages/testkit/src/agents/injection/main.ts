/**
 * Texts of attackers, by every way from outside to a model that obeys whoever speaks: what happened that must not. Run with
 *   npm run test:injection -- --texts 600 --from 0
 * Every text has a number, which is its seed.
 */
import { parseArgs } from "node:util";
import { openStore } from "@rapport/store/client";
import { runInjection } from "./run-injection.ts";

const { values } = parseArgs({
  options: { texts: { type: "string", default: "600" }, from: { type: "string", default: "0" } },
});
const store = await openStore({});
const began = performance.now();
const report = await runInjection({
  store,
  texts: Number(values.texts),
  from: Number(values.from),
  onText: (number) => number % 50 === 49 && console.error(`${number + 1} texts`),
});
await store.close();
console.log(JSON.stringify({ ...report, seconds: Math.round((performance.now() - began) / 1_000) }, null, 2));
process.exitCode = report.effects.length === 0 ? 0 : 1;
