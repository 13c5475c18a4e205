import type { PermitTerms } from "./permit.ts";
import { Permit } from "./permit.ts";

/**
 * Makes a permit to spend. Whoever calls it has checked the caps in the transaction that wrote the action down; an import rule
 * lets the outbox of campaigns alone come here.
 * @param now milliseconds since the epoch, asked at each use
 */
export function issuePermit(terms: PermitTerms, now: () => number): Permit {
  return Permit.issue(terms, now);
}
