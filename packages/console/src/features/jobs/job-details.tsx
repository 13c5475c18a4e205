import type { Job } from "@rapport/contracts/jobs";
import { t } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import type { Fact } from "../../ui/fact-list.tsx";
import { FactList } from "../../ui/fact-list.tsx";
import { JsonTree } from "../../ui/json-tree.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";

/** Everything that is known of one job: its times, what it was given, and what it answered. */
export function JobDetails({ job, onName }: { job: Job; onName: () => void }) {
  return (
    <div className="mt-3 flex flex-col gap-4 pb-2 ps-5">
      <FactList facts={factsOf(job)} />
      <div className="grid gap-4 md:grid-cols-2">
        <Value title={t("Input")} value={job.input} />
        <Value title={t("Result")} value={job.result} />
      </div>
      <Button look="quiet" className="self-start" onClick={onName}>
        {t("Show only {name}", { name: job.name })}
      </Button>
    </div>
  );
}

function factsOf(job: Job): Fact[] {
  const facts: Fact[] = [
    { name: t("Id"), value: <code className="font-mono text-small">{job.id}</code>, copy: job.id },
    { name: t("Attempts"), value: t("{attempts} of {most}", { attempts: job.attempts, most: job.maxAttempts }) },
    { name: t("Asked for by"), value: job.requestedBy },
    { name: t("Created"), value: <TimeAgo iso={job.createdAt} /> },
  ];
  if (job.key !== null) facts.splice(1, 0, { name: t("Key"), value: job.key, copy: job.key });
  if (job.startedAt) facts.push({ name: t("Started"), value: <TimeAgo iso={job.startedAt} /> });
  if (job.finishedAt) facts.push({ name: t("Ended"), value: <TimeAgo iso={job.finishedAt} /> });
  if (job.error) facts.push({ name: t("Error"), value: job.error, copy: job.error });
  return facts;
}

function Value({ title, value }: { title: string; value: unknown }) {
  return (
    <section className="min-w-0">
      <h2 className="mb-1 text-small font-medium text-ink-2">{title}</h2>
      {value === null || value === undefined ? (
        <p className="text-body text-ink-3">{t("Nothing")}</p>
      ) : (
        <JsonTree value={value} />
      )}
    </section>
  );
}
