import type { AgentRun } from "@rapport/contracts/agents";
import { RUN_STATES } from "@rapport/contracts/agents";
import { getRouteApi, Link } from "@tanstack/react-router";
import { readOneOf } from "../../lib/read-search.ts";
import { t, word } from "../../lib/text.ts";
import { usePages } from "../../lib/use-pages.ts";
import { classNames } from "../../ui/class-names.ts";
import { EmptyState, NEXT_STEP } from "../../ui/empty-state.tsx";
import { SparkIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { agentsApi } from "./agents-api.ts";
import { RunStatePill } from "./run-state-pill.tsx";
import { RunView } from "./run-view.tsx";
import { StopSwitch } from "./stop-switch.tsx";

const route = getRouteApi("/runs");
const REFRESH_MS = 3_000;
const STATES = [
  { value: "", label: t("Every state") },
  ...RUN_STATES.map((state) => ({ value: state, label: word(state) })),
];
/** What agents do and did: the list, the open run with its steps, and the switch that stops all. */
export function RunsPage() {
  const { state, run: open } = route.useSearch();
  const navigate = route.useNavigate();
  const { rows = [], query: runs } = usePages({
    key: ["runs", "list", state],
    read: (cursor, signal) => agentsApi.runs(state, cursor, signal),
    everyMs: REFRESH_MS,
  });
  return (
    <>
      <PageHeader title={t("Agent runs")}>
        <StopSwitch />
        <ListCsv name="runs" page={(cursor, signal) => agentsApi.runs(state, cursor, signal)} />
        <SelectField
          label={t("State")}
          value={state ?? ""}
          options={STATES}
          onChange={(value) => void navigate({ search: { state: readOneOf(value, RUN_STATES) }, replace: true })}
        />
      </PageHeader>
      {runs.isPending && <SkeletonRows rows={6} height={52} />}
      {runs.error && (
        <ProblemNote title={t("Runs could not be loaded")} error={runs.error} onRetry={() => void runs.refetch()} />
      )}
      {runs.isSuccess && rows.length === 0 && <NoRuns />}
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
        {rows.length > 0 && (
          <nav
            aria-label={t("Runs")}
            className="w-80 shrink-0 overflow-y-auto border-e border-line max-md:w-full max-md:border-e-0"
          >
            {rows.map((row) => (
              <RunRow
                key={row.id}
                run={row}
                isOpen={row.id === open}
                onOpen={() => void navigate({ search: { state, run: row.id }, replace: true })}
              />
            ))}
            {runs.hasNextPage && (
              <LoadMore
                label={t("Load older ones")}
                loading={runs.isFetchingNextPage}
                failed={runs.isFetchNextPageError}
                onLoad={() => void runs.fetchNextPage()}
              />
            )}
          </nav>
        )}
        <div className="min-w-0 flex-1 overflow-y-auto max-md:overflow-visible">
          {open && <RunView key={open} id={open} />}
        </div>
      </div>
    </>
  );
}

function RunRow({
  run: { graph, state, createdAt },
  isOpen,
  onOpen,
}: {
  run: AgentRun;
  isOpen: boolean;
  onOpen: () => void;
}) {
  return (
    <button
      type="button"
      aria-current={isOpen}
      onClick={onOpen}
      className={classNames(
        "flex w-full items-center gap-2 border-b border-line px-4 py-2.5 text-start",
        isOpen ? "bg-hover" : "hover:bg-hover",
      )}
    >
      <span className="min-w-0 flex-1 truncate font-medium text-ink">{graph}</span>
      <RunStatePill state={state} />
      <TimeAgo iso={createdAt} className="text-small text-ink-3" />
    </button>
  );
}

function NoRuns() {
  return (
    <EmptyState
      icon={<SparkIcon size={20} />}
      title={t("No agent has run yet.")}
      action={
        <Link to="/campaigns" search={{ campaign: "plan" }} className={NEXT_STEP}>
          {t("Plan with agents")}
        </Link>
      }
    >
      {t(
        "A run begins on Campaigns, with “Plan with agents”, or with a call, e.g. POST /api/v1/content/generate. Its steps and what they cost stand here.",
      )}
    </EmptyState>
  );
}
