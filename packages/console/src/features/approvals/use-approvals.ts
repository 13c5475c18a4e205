import type { Approval, ApprovalDecision } from "@rapport/contracts/approvals";
import { t } from "../../lib/text.ts";
import { useChange } from "../../lib/use-change.ts";
import { usePages } from "../../lib/use-pages.ts";
import { approvalsApi } from "./approvals-api.ts";

const KEY = "approvals";
/** Agents ask at any moment. */
const REFRESH_MS = 3_000;

export function useApprovals(state: Approval["state"] | undefined) {
  return usePages({
    key: [KEY, state],
    read: (cursor, signal) => approvalsApi.list(state, cursor, signal),
    everyMs: REFRESH_MS,
  });
}

/** Decides about a proposal. A run goes on by it at once, so it is sent when the time for second thoughts is over. */
export function useDecide({ id, title }: Approval) {
  return useChange({
    run: (decision: ApprovalDecision) => approvalsApi.decide(id, decision),
    guard: ({ action }) => ({ kind: "held", id, ...DECIDED[action](title) }),
    refresh: [[KEY]],
  });
}

const DECIDED: Record<ApprovalDecision["action"], (title: string) => { as: string; said: string }> = {
  approve: (title) => ({ as: "approved", said: t("“{title}” is approved.", { title }) }),
  edit: (title) => ({ as: "edited", said: t("“{title}” is approved with changes.", { title }) }),
  reject: (title) => ({ as: "rejected", said: t("“{title}” is rejected.", { title }) }),
  respond: (title) => ({ as: "responded", said: t("Another is asked for in place of “{title}”.", { title }) }),
};
