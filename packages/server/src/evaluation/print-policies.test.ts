import { expect, test } from "vitest";
import { printPolicies } from "./print-policies.ts";

const estimate = { value: 0.125, low: 0.1, high: 0.15 };
const policy = { ips: estimate, snips: estimate, dr: { value: 0.2, low: 0.16, high: 0.24 }, effectiveRounds: 312.4 };

test("policies are told with their intervals, what the log is worth, and what of it was not judged by", () => {
  const text = printPolicies("home", {
    rounds: 900,
    unseen: 17,
    replayed: 1_800,
    identical: 1_800,
    policies: [
      { name: "logged", ...policy, better: false },
      { name: "linucb", ...policy, better: true },
    ],
  });
  expect(text).toContain("home: reward per decision by 900 logged decisions, 95 % intervals; 17 without an exposure");
  expect(text).toMatch(/linucb +0\.1250 \(0\.1000–0\.1500\) +0\.1250 .* 0\.2000 \(0\.1600–0\.2400\) +312 +better/);
  expect(text.match(/better than what served/g)).toHaveLength(1);
});

test("a log that says nothing yet is said to", () => {
  const empty = { rounds: 0, unseen: 4, replayed: 4, identical: 4, policies: [] };
  expect(printPolicies("home", empty)).toMatch(/^home: no logged decision can be judged by; 4 without an exposure/);
});
