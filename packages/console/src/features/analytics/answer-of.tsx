import type { UseQueryResult } from "@tanstack/react-query";
import type { ReactNode } from "react";
import { t } from "../../lib/text.ts";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";

/** An analysis as far as it is there: waiting, a problem with its field, or its numbers. */
export function AnswerOf<T>({ query, children }: { query: UseQueryResult<T>; children: (data: T) => ReactNode }) {
  if (query.error) {
    const retry = () => void query.refetch();
    return <ProblemNote title={t("The numbers could not be counted")} error={query.error} onRetry={retry} />;
  }
  if (query.data === undefined) return <SkeletonRows rows={6} height={40} />;
  return children(query.data);
}
