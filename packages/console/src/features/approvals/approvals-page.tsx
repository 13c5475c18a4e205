import type { Approval } from "@rapport/contracts/approvals";
import { APPROVAL_STATES } from "@rapport/contracts/approvals";
import { getRouteApi } from "@tanstack/react-router";
import { useHeld } from "../../lib/held.ts";
import { readOneOf } from "../../lib/read-search.ts";
import { t, word } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { CheckIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { ApprovalView } from "./approval-view.tsx";
import { approvalsApi } from "./approvals-api.ts";
import { useApprovals } from "./use-approvals.ts";

const route = getRouteApi("/approvals");
const STATES = [
  { value: "", label: t("Every state") },
  ...APPROVAL_STATES.map((state) => ({ value: state, label: word(state) })),
];

/** What agents propose and wait for: the list, and the open one with its form. */
export function ApprovalsPage() {
  const { state, approval: open } = route.useSearch();
  const navigate = route.useNavigate();
  const { rows = [], query: approvals } = useApprovals(state);
  const shown = rows.find(({ id }) => id === open);
  return (
    <>
      <PageHeader title={t("Approvals")} compact>
        <ListCsv name="approvals" page={(cursor, signal) => approvalsApi.list(state, cursor, signal)} />
        <SelectField
          label={t("State")}
          value={state ?? ""}
          options={STATES}
          onChange={(value) => void navigate({ search: { state: readOneOf(value, APPROVAL_STATES) }, replace: true })}
        />
      </PageHeader>
      {approvals.isPending && <SkeletonRows rows={6} height={52} />}
      {approvals.error && (
        <ProblemNote
          title={t("Approvals could not be loaded")}
          error={approvals.error}
          onRetry={() => void approvals.refetch()}
        />
      )}
      {approvals.isSuccess && rows.length === 0 && <NoApprovals onRuns={() => void navigate({ to: "/runs" })} />}
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
        {rows.length > 0 && (
          <nav
            aria-label={t("Proposals")}
            className="w-80 shrink-0 overflow-y-auto border-e border-line max-md:w-full max-md:border-e-0"
          >
            {rows.map((row) => (
              <ApprovalRow
                key={row.id}
                approval={row}
                isOpen={row.id === open}
                onOpen={() => void navigate({ search: { state, approval: row.id }, replace: true })}
              />
            ))}
            {approvals.hasNextPage && (
              <LoadMore
                label={t("Load older ones")}
                loading={approvals.isFetchingNextPage}
                failed={approvals.isFetchNextPageError}
                onLoad={() => void approvals.fetchNextPage()}
              />
            )}
          </nav>
        )}
        <div className="min-w-0 flex-1 overflow-y-auto max-md:overflow-visible">
          {shown && <ApprovalView key={`${shown.id}${shown.state}`} approval={shown} />}
        </div>
      </div>
    </>
  );
}

function ApprovalRow({ approval, isOpen, onOpen }: { approval: Approval; isOpen: boolean; onOpen: () => void }) {
  const { id, title, createdAt } = approval;
  const state = useHeld(id) ?? approval.state;
  return (
    <button
      type="button"
      aria-current={isOpen}
      onClick={onOpen}
      className={classNames(
        "flex w-full flex-col gap-1 border-b border-line px-4 py-2.5 text-start",
        isOpen ? "bg-hover" : "hover:bg-hover",
      )}
    >
      <span className="truncate font-medium text-ink">{title}</span>
      <span className="flex items-center gap-2">
        <Pill look={state === "pending" ? "honey" : "quiet"}>{word(state)}</Pill>
        <TimeAgo iso={createdAt} className="text-small text-ink-3" />
      </span>
    </button>
  );
}

function NoApprovals({ onRuns }: { onRuns: () => void }) {
  return (
    <EmptyState
      icon={<CheckIcon size={20} />}
      title={t("Nothing waits for you.")}
      action={<Button onClick={onRuns}>{t("See the runs")}</Button>}
    >
      {t(
        "When an agent wants to spend money or publish, its proposal stands here, and it waits until somebody decides.",
      )}
    </EmptyState>
  );
}
