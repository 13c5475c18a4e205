import type { Job } from "@rapport/contracts/jobs";
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useEffect, useRef, useState } from "react";
import { Button } from "../../ui/button.tsx";
import { SelectField } from "../../ui/select-field.tsx";
import { clustersApi } from "./clusters-api.ts";

const PROGRESS_MS = 1_000;
const OPEN_STATES: readonly Job["state"][] = ["waiting", "running", "retrying"];
const COUNTS = [
  { value: "", label: "As many as fit best" },
  ...[2, 3, 4, 5, 6, 8, 10, 12, 16, 20].map((k) => ({ value: String(k), label: `${k} clusters` })),
];

/** Looks for clusters anew and says how far it is. */
export function FitButton() {
  const queries = useQueryClient();
  const [k, setK] = useState("");
  const last = useQuery({
    queryKey: ["clusters", "fit"],
    queryFn: ({ signal }) => clustersApi.lastFit(signal),
    refetchInterval: ({ state }) => (isOpen(state.data?.data[0]) ? PROGRESS_MS : false),
  });
  const fit = useMutation({
    mutationFn: () => clustersApi.fit(k === "" ? {} : { k: Number(k) }),
    onSuccess: () => last.refetch(),
  });
  const job = last.data?.data[0];
  const runs = isOpen(job);
  const ran = useRef(false);
  useEffect(() => {
    if (ran.current && !runs) void queries.invalidateQueries({ queryKey: ["clusters"] });
    ran.current = runs;
  }, [runs, queries]);
  return (
    <>
      <span role="status" className="text-small text-ink-3">
        {describe(job, fit.error)}
      </span>
      <SelectField neutral label="How many" value={k} options={COUNTS} onChange={setK} />
      <Button look="primary" disabled={runs || fit.isPending} onClick={() => fit.mutate()}>
        {runs ? "Looking …" : "Find clusters"}
      </Button>
    </>
  );
}

function isOpen(job: Job | undefined): boolean {
  return job !== undefined && OPEN_STATES.includes(job.state);
}

function describe(job: Job | undefined, error: Error | null): string {
  if (error) return error.message;
  if (job?.state === "failed") return `The last search failed: ${job.error ?? "no reason was kept"}`;
  if (isOpen(job)) return job?.progress?.note ?? "waits for its turn";
  const { outcome, people } = Object(job?.result);
  return outcome === "too_few_people" ? `${people} people did something yet: that is too few` : "";
}
