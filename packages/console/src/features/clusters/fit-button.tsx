import type { Job } from "@rapport/contracts/jobs";
import { useState } from "react";
import { describeFailure } from "../../lib/problem-words.ts";
import { t } from "../../lib/text.ts";
import { useLatestJob } from "../../lib/use-latest-job.ts";
import { Button } from "../../ui/button.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { clustersApi } from "./clusters-api.ts";

const DENSITY = "hdbscan";
const COUNTS = [
  { value: "", label: t("As many as fit best") },
  { value: DENSITY, label: t("By density, some in none") },
  ...[2, 3, 4, 5, 6, 8, 10, 12, 16, 20].map((k) => ({ value: String(k), label: t("{k} clusters", { k }) })),
];

/** Looks for clusters anew and says how far it is. */
export function FitButton() {
  const [k, setK] = useState("");
  const { job, runs, start, isBusy } = useLatestJob(
    "clusters-fit",
    () => clustersApi.fit(k === "" ? {} : k === DENSITY ? { method: DENSITY } : { k: Number(k) }),
    ["clusters"],
  );
  return (
    <>
      <span role="status" className="text-small text-ink-3">
        {describe(job, start.error)}
      </span>
      <SelectField neutral label={t("How many")} value={k} options={COUNTS} onChange={setK} />
      <Button look="primary" disabled={isBusy} onClick={() => start.mutate()}>
        {runs ? t("Looking …") : t("Find clusters")}
      </Button>
    </>
  );
}

function describe(job: Job | undefined, error: Error | null): string {
  if (error) return describeFailure(error);
  if (job?.state === "failed")
    return t("The last search failed: {error}", { error: job.error ?? t("no reason was kept") });
  if (job?.finishedAt === null) return job.progress?.note ?? t("waits for its turn");
  const { outcome, people } = Object(job?.result);
  return outcome === "too_few_people" ? t("{people} people did something yet: that is too few", { people }) : "";
}
