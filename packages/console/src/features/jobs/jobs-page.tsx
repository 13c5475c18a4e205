import { JOB_LIMITS, JOB_STATES } from "@rapport/contracts/jobs";
import { getRouteApi } from "@tanstack/react-router";
import { jobsApi } from "../../lib/jobs-api.ts";
import { readOneOf } from "../../lib/read-search.ts";
import { t, word } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { GearIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { JobRow } from "./job-row.tsx";
import type { JobsSearch } from "./jobs-search.ts";
import { useJobs } from "./use-jobs.ts";

const KEPT = t("Training, imports, replays and deliveries stand here while they run and for {keptDays} days after.", {
  keptDays: JOB_LIMITS.keptDays,
});

const route = getRouteApi("/jobs");
const STATES = [
  { value: "", label: t("Every state") },
  ...JOB_STATES.map((state) => ({ value: state, label: word(state) })),
];

/** Work in the background: how far it is, what went wrong, and the way to start it again or end it. */
export function JobsPage() {
  const { state, name, job: open } = route.useSearch();
  const navigate = route.useNavigate();
  const show = (next: JobsSearch) => void navigate({ search: { state, name, job: open, ...next }, replace: true });
  const { rows, query: jobs } = useJobs({ state, name });
  const showAll = () => show({ state: undefined, name: undefined });
  return (
    <>
      <PageHeader title={t("Jobs")} note={name && <code className="font-mono text-small">{name}</code>} compact>
        <ListCsv name="jobs" page={(cursor, signal) => jobsApi.list({ state, name, cursor, limit: 100 }, signal)} />
        {name && <Button onClick={() => show({ name: undefined })}>{t("Every kind")}</Button>}
        <SelectField
          label={t("State")}
          value={state ?? ""}
          options={STATES}
          onChange={(value) => show({ state: readOneOf(value, JOB_STATES) })}
        />
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {jobs.error && (
          <ProblemNote title={t("Jobs could not be loaded")} error={jobs.error} onRetry={() => void jobs.refetch()} />
        )}
        {jobs.isPending && <SkeletonRows rows={8} height={52} />}
        {rows?.length === 0 && (
          <NoJobs
            isNarrowed={(state ?? name) !== undefined}
            onShowAll={showAll}
            onModels={() => void navigate({ to: "/models" })}
          />
        )}
        <ul>
          {rows?.map((job) => (
            <JobRow
              key={job.id}
              job={job}
              open={job.id === open}
              onToggle={(next) => show({ job: next })}
              onName={() => show({ name: job.name })}
            />
          ))}
        </ul>
        {jobs.hasNextPage && (
          <LoadMore
            label={t("Load older ones")}
            loading={jobs.isFetchingNextPage}
            failed={jobs.isFetchNextPageError}
            onLoad={() => void jobs.fetchNextPage()}
          />
        )}
      </div>
    </>
  );
}

type NoJobsProps = { isNarrowed: boolean; onShowAll: () => void; onModels: () => void };

function NoJobs({ isNarrowed, onShowAll, onModels }: NoJobsProps) {
  const icon = <GearIcon size={20} />;
  if (isNarrowed) {
    return (
      <EmptyState
        icon={icon}
        title={t("No job is like this.")}
        action={<Button onClick={onShowAll}>{t("Show every job")}</Button>}
      />
    );
  }
  return (
    <EmptyState
      icon={icon}
      title={t("Nothing was done in the background yet.")}
      action={<Button onClick={onModels}>{t("Train a model")}</Button>}
    >
      {KEPT}
    </EmptyState>
  );
}
