// Sums vitest's JSON report into one line; what failed outside of a single test counts as one failure.
//   node scripts/sum-tests.mjs <report.json> [names of failed steps]
import { existsSync, readFileSync } from "node:fs";

const [reportFile, ...failedSteps] = process.argv.slice(2);
const report = existsSync(reportFile ?? "") ? JSON.parse(readFileSync(reportFile, "utf8")) : undefined;

const passed = report?.numPassedTests ?? 0;
const skipped = (report?.numPendingTests ?? 0) + (report?.numTodoTests ?? 0);
// A file that breaks while loading or in a hook has no failed test, yet its tests did not pass.
const brokenFiles = (report?.testResults ?? []).filter(
  ({ status, assertionResults }) => status === "failed" && !assertionResults.some((test) => test.status === "failed"),
);
let failed = (report?.numFailedTests ?? 0) + brokenFiles.length;

for (const { name } of brokenFiles) console.log(`failed outside of a test: ${name}`);
for (const step of failedSteps) {
  // vitest's own failures are in the report; it may also fail for an unhandled error or write no report at all.
  if (step === "vitest" && failed > 0) continue;
  console.log(`failed step: ${step}`);
  failed += 1;
}

console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ""}`);
process.exitCode = failed > 0 ? 1 : 0;
