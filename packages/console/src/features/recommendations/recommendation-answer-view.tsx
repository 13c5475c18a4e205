import type { RecommendationAnswer } from "@rapport/contracts/recommendations";
import type { UseQueryResult } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatShare } from "../../lib/format.ts";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { AlertIcon, CompassIcon } from "../../ui/icons.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { GeneratorLegend } from "./generator-bar.tsx";
import { RecommendationCard } from "./recommendation-card.tsx";

const DEGRADED: Record<RecommendationAnswer["degraded"][number], string> = {
  after: t("The newest events were not folded in yet when this was decided."),
  warming: t("The model is still loading its memory; answers get better within seconds."),
  no_catalog: t("There is no catalog, so items are taken from what people did."),
  no_history: t("This person has no history, so the list rests on what is popular and on what they look at."),
  overload: t("The server is busy: this list is answered from memory, without the person's history."),
  no_consent: t("This person has not agreed to a personal list."),
  fallback: t("Too few items passed the placement's rules, so its fallback filled the list."),
  store: t("The database does not answer: this list is made from memory, without what could not be read."),
};

/** A ranked list with its reasons, in every state it can be in. */
export function RecommendationAnswerView({ answer }: { answer: UseQueryResult<RecommendationAnswer> }) {
  if (answer.isError)
    return <ProblemNote title={t("No recommendations")} error={answer.error} onRetry={() => void answer.refetch()} />;
  if (answer.isPending) return <SkeletonRows rows={6} height={96} />;
  const { recommendations, degraded, decisionId } = answer.data;
  const best = recommendations[0]?.score ?? 1;
  return (
    <div aria-busy={answer.isPlaceholderData}>
      {degraded.length > 0 && (
        <ul className="mx-4 mt-4 flex flex-col gap-1 rounded-corner bg-honey-wash px-3 py-2 text-body text-honey">
          {degraded.map((part) => (
            <li key={part} className="flex gap-2">
              <AlertIcon size={14} className="mt-[3px] shrink-0" />
              {DEGRADED[part]}
            </li>
          ))}
        </ul>
      )}
      {recommendations.length === 0 ? (
        <NothingToRecommend />
      ) : (
        <>
          <div className="flex flex-wrap items-center gap-x-4 gap-y-1 px-4 pt-3 text-small text-ink-3">
            <GeneratorLegend />
            <span className="ms-auto flex items-center gap-1">
              {tx("Decision {decisionId}", {
                decisionId: <code className="font-mono text-micro">{decisionId.slice(0, 12)}…</code>,
              })}
              <CopyButton text={decisionId} name={t("Copy decision id")} />
            </span>
          </div>
          <SlotNote answer={answer.data} />
          <ol aria-label={t("Recommendations, best first")}>
            {recommendations.map((recommendation) => (
              <RecommendationCard key={recommendation.itemId} recommendation={recommendation} best={best} />
            ))}
          </ol>
        </>
      )}
    </div>
  );
}

/** What the placement did beyond its rules: kept the person untreated, or let its policy choose the first place. */
function SlotNote({ answer: { exploration, holdout, recommendations } }: { answer: RecommendationAnswer }) {
  if (holdout)
    return (
      <p className="px-4 pt-2 text-small text-ink-2">{t("Kept untreated: this person is shown what is popular.")}</p>
    );
  if (!exploration) return null;
  const { itemId, policy, policyVersion, propensity, explored } = exploration;
  const name = recommendations.find((one) => one.itemId === itemId)?.item?.name ?? itemId;
  return (
    <p className="px-4 pt-2 text-small text-ink-2">
      {t("{name} stands first by {policy}, version {policyVersion}, chosen with a probability of {propensity}", {
        name,
        policy: policy.replace("_", " "),
        policyVersion,
        propensity: formatShare(propensity),
      })}
      {explored ? ` ${t("to explore: another item was likelier.")}` : "."}
    </p>
  );
}

function NothingToRecommend() {
  return (
    <EmptyState
      icon={<CompassIcon size={20} />}
      title={t("There is nothing to recommend yet.")}
      action={
        <Link to="/catalog" className="font-medium text-accent hover:underline">
          {t("Look at the catalog")}
        </Link>
      }
    >
      {t("Recommendations need available items in the catalog, or events that name items.")}
    </EmptyState>
  );
}
