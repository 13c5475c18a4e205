import type { Approval, ApprovalDecision } from "@rapport/contracts/approvals";
import { useInfiniteQuery, useMutation, useQueryClient } from "@tanstack/react-query";
import { approvalsApi } from "./approvals-api.ts";

const KEY = "approvals";
/** Agents ask at any moment. */
const REFRESH_MS = 3_000;

export function useApprovals(state: Approval["state"] | undefined) {
  return useInfiniteQuery({
    queryKey: [KEY, state],
    queryFn: ({ pageParam, signal }) => approvalsApi.list(state, pageParam, signal),
    initialPageParam: undefined as string | undefined, // as: widens the literal so that later cursors fit
    getNextPageParam: (page) => page.nextCursor ?? undefined,
    refetchInterval: REFRESH_MS,
  });
}

/** Decides about a proposal; the lists are read again whatever came of it. */
export function useDecide(id: string) {
  const queryClient = useQueryClient();
  return useMutation({
    mutationFn: (decision: ApprovalDecision) => approvalsApi.decide(id, decision),
    onSettled: () => queryClient.invalidateQueries({ queryKey: [KEY] }),
  });
}
