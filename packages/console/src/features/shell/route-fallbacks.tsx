import type { ErrorComponentProps } from "@tanstack/react-router";
import { Link } from "@tanstack/react-router";
import { t } from "../../lib/text.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { CompassIcon } from "../../ui/icons.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";

export function RoutePending() {
  return <SkeletonRows rows={12} height={40} />;
}

export function RouteError({ error, reset }: ErrorComponentProps) {
  return (
    <ProblemNote
      title={t("This screen could not be shown")}
      error={error instanceof Error ? error : new Error(String(error))}
      onRetry={reset}
    />
  );
}

export function RouteMissing() {
  return (
    <EmptyState
      icon={<CompassIcon size={20} />}
      title={t("There is no screen at this address.")}
      action={
        <Link to="/events" className="font-medium text-accent hover:underline">
          {t("Go to live events")}
        </Link>
      }
    />
  );
}
