import type { PolicyEvaluation } from "@rapport/contracts/placements";
import { toTable } from "./to-table.ts";

type Estimate = PolicyEvaluation["policies"][number]["dr"];

/** What policies would have earned in a placement, as a table for people. */
export function printPolicies(placement: string, evaluation: PolicyEvaluation): string {
  const { rounds, unseen, replayed, identical, policies } = evaluation;
  const left = `${unseen} without an exposure, or whose time for success is not over, are not judged by`;
  if (policies.length === 0) return `${placement}: no logged decision can be judged by; ${left}`;
  const rows = policies.map(({ name, ips, snips, dr, effectiveRounds, better }) => [
    name,
    ...[ips, snips, dr].map(interval),
    effectiveRounds.toFixed(0),
    better ? "better than what served" : "",
  ]);
  return [
    `${placement}: reward per decision by ${rounds} logged decisions, 95 % intervals; ${left}`,
    `${identical} of ${replayed} decisions came out the same when they were made again from the log`,
    "",
    toTable([["policy", "IPS", "SNIPS", "DR", "worth of decisions", ""], ...rows]),
  ].join("\n");
}

function interval({ value, low, high }: Estimate): string {
  return `${value.toFixed(4)} (${low.toFixed(4)}–${high.toFixed(4)})`;
}
