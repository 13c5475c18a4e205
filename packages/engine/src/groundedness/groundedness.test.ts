import { expect, test } from "vitest";
import { judgeClaim, readEvidence } from "./judge-claim.ts";
import { measureGroundedness } from "./measure-groundedness.ts";
import { perturbClaims } from "./perturb-claims.ts";
import { readFacts } from "./read-facts.ts";

test.each([
  ["It costs $1,200.50 or 12 percent", { numbers: ["1200.5$", "12%"] }],
  ["Gate B2 and /7, −3 or +4 degrees", { numbers: ["7", "-3", "4"] }],
  ["about 1.2 million people, 3k visits, five teams", { numbers: ["1200000", "3000", "5"] }],
  [
    "on March 5, 2026 and 6 April, since 2026-03-05, in May 2025, Q3 2024",
    { dates: ["2026-03-05", "2026-03-05", "04-06", "2025-05", "q3 2024"] },
  ],
  ["When Ada Lovelace met IBM in New York", { names: ["ada lovelace", "ibm", "new york"] }],
  ["It is not free and doesn't ship", { negations: 2 }],
])("facts of %j", (sentence, wanted) => {
  const facts = readFacts(sentence);
  expect({ ...facts, dates: facts.dates.toSorted() }).toMatchObject({
    ...wanted,
    ...("dates" in wanted ? { dates: wanted.dates.toSorted() } : {}),
  });
});

const evidence = readEvidence([
  "Refunds are paid within 14 days. Northwind ships to Norway for $9.00. Gift cards cannot be returned.",
  "The spring sale starts on 3 March 2026. It ends two weeks later.",
]);

test.each([
  ["Refunds are paid within 14 days.", true],
  ["Refunds are paid within 30 days.", false],
  ["Northwind ships to Norway for $9.", true],
  ["Northwind ships to Sweden for $9.", false],
  ["The spring sale starts on March 3, 2026.", true],
  ["The spring sale starts on March 4, 2026.", false],
  ["The sale starts in March 2026.", true],
  ["Gift cards can be returned.", false],
  ["Gift cards cannot be returned.", true],
  ["Our founder climbed mountains.", false],
  ["", false],
])("the claim %j is supported: %s", (claim, supported) => {
  expect(judgeClaim(claim, evidence).supported).toBe(supported);
});

test("a refused claim says what is not in the evidence", () => {
  expect(judgeClaim("Refunds are paid within 30 days.", evidence)).toMatchObject({
    evidence: 0,
    problems: [{ kind: "number", found: "30" }],
  });
});

test("of 2,000 claims at least 95 % of the planted errors are found, and at least 90 % of what is called one is one", () => {
  const figures = measureGroundedness(perturbClaims(2_000, 7));
  expect(figures.errors).toBe(1_000);
  expect(figures.recall).toBeGreaterThanOrEqual(0.95);
  expect(figures.precision).toBeGreaterThanOrEqual(0.9);
});
