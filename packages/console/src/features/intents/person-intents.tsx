import type { Intent, UserIntents } from "@rapport/contracts/intents";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatShare } from "../../lib/format.ts";
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
      <ProblemNote title="The intents could not be loaded" error={answer.error} onRetry={() => void answer.refetch()} />
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
        <Section title="Best hour" aside={<span className="text-small text-ink-3">UTC</span>}>
          <HourStrip probabilities={sendTime.probabilities} bestHour={sendTime.bestHour} />
          <p className="mt-2 text-small text-ink-2">
            {sendTime.bestHour}:00 is the likeliest hour. {formatShare(sendTime.evidence)} of this rests on the person’s
            own actions, the rest on everybody’s.
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
      title="No model has been trained yet."
      action={
        <Link to="/intents" className="font-medium text-accent hover:underline">
          Train the models
        </Link>
      }
    >
      Intents are learned from the project’s events: a few hundred people, some of whom reached the goal, are enough.
    </EmptyState>
  );
}

function IntentSection({ intent }: { intent: Intent }) {
  const { goal, horizonDays, probability, baseRate, modelVersion } = intent;
  return (
    <Section
      title={`${titleOf(goal)} within ${horizonDays} days`}
      aside={
        <Link to="/intents" search={{ name: goal }} className="text-small text-accent hover:underline">
          Model v{modelVersion}
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
  const average = `${formatShare(baseRate)} of all people do`;
  if (baseRate === 0) return average;
  const times = probability / baseRate;
  if (times > 1.2) return `${times.toFixed(1)} times as likely as usual; ${average}`;
  return times < 0.8 ? `less likely than usual; ${average}` : `about as likely as usual; ${average}`;
}

function NextActions({ actions }: { actions: UserIntents["nextActions"] }) {
  return (
    <Section title="Next action" aside={<span className="text-small text-ink-3">from the last three</span>}>
      <ol className="flex flex-col gap-1.5">
        {actions.map(({ action, probability }) => (
          <li key={action} className="grid grid-cols-[minmax(0,1fr)_6rem_3rem] items-center gap-2">
            <span className="truncate text-ink">{action}</span>
            <span aria-hidden="true" className="h-1.5 overflow-hidden rounded-full bg-line">
              <span className="block h-full rounded-full bg-control" style={{ width: `${probability * 100}%` }} />
            </span>
            <span className="text-right text-small text-ink-2 tabular-nums">{formatShare(probability)}</span>
          </li>
        ))}
      </ol>
    </Section>
  );
}

function Purchases({ purchases }: { purchases: NonNullable<UserIntents["purchases"]> }) {
  const { horizonDays, expected, alive, averageValue, expectedValue } = purchases;
  return (
    <Section title={`Purchases within ${horizonDays} days`}>
      <FactList
        facts={[
          { name: "Expected", value: expected.toFixed(2) },
          { name: "Still a customer", value: `${formatShare(alive)}, by the pause since the last purchase` },
          ...(averageValue === null ? [] : [{ name: "Usual value", value: averageValue.toFixed(2) }]),
          ...(expectedValue === null ? [] : [{ name: "Expected value", value: expectedValue.toFixed(2) }]),
        ]}
      />
    </Section>
  );
}
