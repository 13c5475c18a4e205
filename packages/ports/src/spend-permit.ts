import type { PermitUse } from "./permit.ts";
import { Permit } from "./permit.ts";

/**
 * Leave to spend: the proof that caps and kill switch were looked at for this one action. Adapters take no mutation without
 * one; `permit-office.ts` makes them.
 */
export type SpendPermit = Permit;

/**
 * Holds an action to what was permitted; adapters call it first of all.
 * @throws RapportError forbidden naming the term that does not hold, also for what is no permit
 */
export function requirePermit(permit: unknown, use: PermitUse): void {
  Permit.require(permit, use);
}
