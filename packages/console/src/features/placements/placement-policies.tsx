import type { PolicyEvaluation } from "@rapport/contracts/placements";
import { useQuery } from "@tanstack/react-query";
import { t, tn } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SparkIcon } from "../../ui/icons.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { placementsApi } from "./placements-api.ts";
import { PolicyTable } from "./policy-table.tsx";

type PlacementPoliciesProps = { name: string; explores: boolean; onSettings: (() => void) | undefined };

/** What other policies would have earned here, judged by the log of the one that served. */
export function PlacementPolicies({ name, explores, onSettings }: PlacementPoliciesProps) {
  const evaluation = useQuery({
    queryKey: ["placements", name, "policies"],
    queryFn: ({ signal }) => placementsApi.policies(name, signal),
    // Thousands of decisions are made again for one answer, and another one says hardly more.
    staleTime: 60_000,
  });
  if (evaluation.isError) {
    const retry = () => void evaluation.refetch();
    return <ProblemNote title={t("The policies could not be judged")} error={evaluation.error} onRetry={retry} />;
  }
  if (evaluation.isPending) return <SkeletonRows rows={6} height={44} />;
  const { data } = evaluation;
  if (data.policies.length === 0)
    return <NothingToJudge explores={explores} unseen={data.unseen} onSettings={onSettings} />;
  return (
    <Section
      title={tn(
        data.rounds,
        "Reward per decision, by {count} logged decision",
        "Reward per decision, by {count} logged decisions",
      )}
    >
      <PolicyTable policies={data.policies} />
      <p className="mt-3 text-body text-pretty text-ink-2">{describeLog(data)}</p>
      <p className="mt-2 text-small text-pretty text-ink-3">
        {t(
          "IPS weighs each logged reward by how much likelier the policy was to choose so; SNIPS divides by the sum of the weights; DR adds a model of the reward, and is the one to go by. Intervals are of 95%. The line in the bars is what served.",
        )}
      </p>
    </Section>
  );
}

function describeLog({ unseen, replayed, identical }: PolicyEvaluation): string {
  const left = tn(
    unseen,
    "{count} decision without an exposure, or whose time for success is not over, is not judged by.",
    "{count} decisions without an exposure, or whose time for success is not over, are not judged by.",
  );
  return tn(
    replayed,
    "{left} {identical} of {count} replayed decision came out the same.",
    "{left} {identical} of {count} replayed decisions came out the same.",
    { left, identical },
  );
}

function NothingToJudge({ explores, unseen, onSettings }: Omit<PlacementPoliciesProps, "name"> & { unseen: number }) {
  return (
    <EmptyState
      icon={<SparkIcon size={20} />}
      title={explores ? t("No decision can be judged yet.") : t("Nothing is explored here.")}
      action={!explores && onSettings && <Button onClick={onSettings}>{t("Choose a policy")}</Button>}
    >
      {explores
        ? tn(
            unseen,
            "Decisions count once an exposure was reported and the time for success has passed; {count} decision waits for that.",
            "Decisions count once an exposure was reported and the time for success has passed; {count} decisions wait for that.",
          )
        : t(
            "A policy that chooses the first place by chance, with known probabilities, leaves a log that others can be judged by.",
          )}
    </EmptyState>
  );
}
