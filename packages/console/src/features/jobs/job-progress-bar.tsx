import type { Job } from "@rapport/contracts/jobs";
import { formatCount } from "../../lib/format.ts";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { TimeSaid } from "../../ui/time-said.tsx";

const MINUTE_MS = 60_000;

/** How far a job is that goes on; without a total it counts, and before its first word it says what it waits for. */
export function JobProgressBar({ job }: { job: Job }) {
  const { progress, state, runAt } = job;
  if (!progress) {
    return (
      <p className="mt-1 ps-5 text-small text-ink-3">
        {state === "running" ? t("Working") : <NextAttempt runAt={runAt} />}
      </p>
    );
  }
  const { done, total, note } = progress;
  const percent = total ? Math.min(100, Math.round((100 * done) / total)) : undefined;
  return (
    <div className="mt-1.5 ps-5">
      {percent !== undefined && (
        <div
          role="progressbar"
          aria-label={job.name}
          aria-valuenow={percent}
          aria-valuemin={0}
          aria-valuemax={100}
          className="h-1.5 max-w-md overflow-hidden rounded-full bg-line"
        >
          <span className="block h-full bg-accent-solid" style={{ width: `${percent}%` }} />
        </div>
      )}
      <p className="mt-1 text-small text-ink-2 tabular-nums">
        {total ? t("{done} of {total}", { done, total }) : formatCount(done)}
        {note && ` · ${note}`}
      </p>
    </div>
  );
}

function NextAttempt({ runAt }: { runAt: string }) {
  const inMs = Date.parse(runAt) - Date.now();
  if (inMs <= 0) return t("Waits for a worker");
  if (inMs <= MINUTE_MS) return t("Next attempt within a minute");
  return <>{tx("Next attempt {timeAgo}", { timeAgo: <TimeSaid iso={runAt} /> })}</>;
}
