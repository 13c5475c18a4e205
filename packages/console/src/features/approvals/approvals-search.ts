import type { Approval } from "@rapport/contracts/approvals";
import { APPROVAL_STATES } from "@rapport/contracts/approvals";
import { readOneOf, readText } from "../../lib/read-search.ts";

/** What the inbox's address says: which proposals are listed, and which one is open. */
export type ApprovalsSearch = { state?: Approval["state"] | undefined; approval?: string | undefined };

export function readApprovalsSearch(search: Record<string, unknown>): ApprovalsSearch {
  return { state: readOneOf(search.state, APPROVAL_STATES), approval: readText(search.approval) };
}
