import type { Intent, UserIntents } from "@rapport/contracts/intents";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatDigits, formatShare } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { FactList } from "../../ui/fact-list.tsx";
import { SparkIcon } from "../../ui/icons.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { titleOf } from "./describe-goal.ts";
import { HourStrip } from "./hour-strip.tsx";
import { intentsApi } from "./intents-api.ts";
import { ReasonList } from "./reason-list.tsx";

/** What this person is likely to do, and why the models say so. */
export function PersonIntents({ id }: { id: string }) {
  const answer = useQuery({
    queryKey: ["person", id, "intents"],
    queryFn: ({ signal }) => intentsApi.ofPerson(id, signal),
    placeholderData: (before) => before,
  });
  if (answer.isError)
    return (
      <ProblemNote
        title={t("The intents could not be loaded")}
        error={answer.error}
        onRetry={() => void answer.refetch()}
      />
    );
  if (answer.isPending) return <SkeletonRows rows={6} height={72} />;
  const { intents, nextActions, purchases, sendTime } = answer.data;
  if (intents.length === 0 && nextActions.length === 0 && sendTime === null) return <NothingLearned />;
  return (
    <>
      {intents.map((intent) => (
        <IntentSection key={intent.goal} intent={intent} />
      ))}
      {nextActions.length > 0 && <NextActions actions={nextActions} />}
      {purchases && <Purchases purchases={purchases} />}
      {sendTime && (
        <Section title={t("Best hour")} aside={<span className="text-small text-ink-3">UTC</span>}>
          <HourStrip probabilities={sendTime.probabilities} bestHour={sendTime.bestHour} />
          <p className="mt-2 text-small text-ink-2">
            {t(
              "{bestHour}:00 is the likeliest hour. {evidence} of this rests on the person’s own actions, the rest on everybody’s.",
              { bestHour: sendTime.bestHour, evidence: formatShare(sendTime.evidence) },
            )}
          </p>
        </Section>
      )}
    </>
  );
}

function NothingLearned() {
  return (
    <EmptyState
      icon={<SparkIcon size={20} />}
      title={t("No model has been trained yet.")}
      action={
        <Link to="/intents" className="font-medium text-accent hover:underline">
          {t("Train the models")}
        </Link>
      }
    >
      {t(
        "Intents are learned from the project’s events: a few hundred people, some of whom reached the goal, are enough.",
      )}
    </EmptyState>
  );
}

function IntentSection({ intent }: { intent: Intent }) {
  const { goal, horizonDays, probability, baseRate, modelVersion } = intent;
  return (
    <Section
      title={t("{titleOf} within {horizonDays} days", { titleOf: titleOf(goal), horizonDays })}
      aside={
        <Link to="/intents" search={{ name: goal }} className="text-small text-accent hover:underline">
          {t("Model v{modelVersion}", { modelVersion })}
        </Link>
      }
    >
      <div className="flex items-baseline gap-3">
        <span className="text-title font-semibold text-ink tabular-nums">{formatShare(probability)}</span>
        <span className="text-body text-ink-2">{compare(probability, baseRate)}</span>
      </div>
      <ReasonList reasons={intent.reasons} otherContribution={intent.otherContribution} />
    </Section>
  );
}

/** Against everybody, since a bare probability says little. */
function compare(probability: number, baseRate: number): string {
  const average = t("{baseRate} of all people do", { baseRate: formatShare(baseRate) });
  if (baseRate === 0) return average;
  const times = probability / baseRate;
  if (times > 1.2) return t("{times} times as likely as usual; {average}", { times: formatDigits(times, 1), average });
  return times < 0.8
    ? t("less likely than usual; {average}", { average })
    : t("about as likely as usual; {average}", { average });
}

function NextActions({ actions }: { actions: UserIntents["nextActions"] }) {
  return (
    <Section title={t("Next action")} aside={<span className="text-small text-ink-3">{t("from the last three")}</span>}>
      <ol className="flex flex-col gap-1.5">
        {actions.map(({ action, probability }) => (
          <li key={action} className="grid grid-cols-[minmax(0,1fr)_6rem_3rem] items-center gap-2">
            <span className="truncate text-ink">{action}</span>
            <span aria-hidden="true" className="h-1.5 overflow-hidden rounded-full bg-line">
              <span className="block h-full rounded-full bg-control" style={{ width: `${probability * 100}%` }} />
            </span>
            <span className="text-end text-small text-ink-2 tabular-nums">{formatShare(probability)}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Purchases({ purchases }: { purchases: NonNullable<UserIntents["purchases"]> }) {
  const { horizonDays, expected, alive, averageValue, expectedValue } = purchases;
  return (
    <Section title={t("Purchases within {horizonDays} days", { horizonDays })}>
      <FactList
        facts={[
          { name: t("Expected"), value: formatDigits(expected, 2) },
          {
            name: t("Still a customer"),
            value: t("{share}, by the pause since the last purchase", { share: formatShare(alive) }),
          },
          ...(averageValue === null ? [] : [{ name: t("Usual value"), value: formatDigits(averageValue, 2) }]),
          ...(expectedValue === null ? [] : [{ name: t("Expected value"), value: formatDigits(expectedValue, 2) }]),
        ]}
      />
    </Section>
  );
}
