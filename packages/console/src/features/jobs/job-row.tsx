import type { Job, JobState } from "@rapport/contracts/jobs";
import { t, word } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { ChevronIcon } from "../../ui/icons.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { useMay } from "../session/use-may.ts";
import { JobDetails } from "./job-details.tsx";
import { JobProgressBar } from "./job-progress-bar.tsx";
import { useJobCommands } from "./use-jobs.ts";

const LOOKS = {
  waiting: "quiet",
  running: "accent",
  retrying: "honey",
  completed: "quiet",
  failed: "ember",
  cancelled: "quiet",
} as const satisfies Record<JobState, string>;

type JobRowProps = { job: Job; open: boolean; onToggle: (id: string | undefined) => void; onName: () => void };

/** One job: what it is, how it stands, and what went wrong in it. */
export function JobRow({ job, open, onToggle, onName }: JobRowProps) {
  const { cancel, retry, error, isBusy } = useJobCommands(job);
  return (
    <li className="border-b border-line px-4 py-2.5">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => onToggle(open ? undefined : job.id)}
          className="flex min-w-0 flex-1 items-center gap-2 text-start"
        >
          <ChevronIcon
            size={12}
            className={open ? "shrink-0 rotate-90 rtl:-rotate-90 text-ink-3" : "shrink-0 text-ink-3"}
          />
          <span className="min-w-0 truncate font-medium text-ink">{job.name}</span>
          <Pill look={LOOKS[job.state]}>{word(job.state)}</Pill>
        </button>
        <TimeAgo iso={job.finishedAt ?? job.startedAt ?? job.createdAt} className="text-small text-ink-3" />
        <JobCommands job={job} isBusy={isBusy} onCancel={() => cancel.mutate()} onRetry={() => retry.mutate()} />
      </div>
      {job.finishedAt === null && <JobProgressBar job={job} />}
      {job.error !== null && job.state !== "completed" && (
        <p className="mt-1 line-clamp-2 ps-5 text-small break-words text-ember">{job.error}</p>
      )}
      {error && <ProblemNote title={t("The job could not be changed")} error={error} />}
      {open && <JobDetails job={job} onName={onName} />}
    </li>
  );
}

type JobCommandsProps = { job: Job; isBusy: boolean; onCancel: () => void; onRetry: () => void };

function JobCommands({ job: { state, finishedAt }, isBusy, onCancel, onRetry }: JobCommandsProps) {
  if (!useMay("jobs:write")) return null;
  if (finishedAt === null) {
    return (
      <Button disabled={isBusy} onClick={onCancel}>
        {t("Cancel")}
      </Button>
    );
  }
  if (state === "completed") return null;
  return (
    <Button disabled={isBusy} onClick={onRetry}>
      {t("Retry")}
    </Button>
  );
}
