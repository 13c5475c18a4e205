import type { Funnel } from "@rapport/contracts/analytics";
import { useQuery } from "@tanstack/react-query";
import { formatShare } from "../../lib/format.ts";
import { t, tn } from "../../lib/text.ts";
import { formatSpan } from "../../lib/time.ts";
import { Button } from "../../ui/button.tsx";
import { CsvButton } from "../../ui/csv-button.tsx";
import { analyticsApi } from "./analytics-api.ts";
import type { ViewProps } from "./analytics-search.ts";
import { AnswerOf } from "./answer-of.tsx";
import { EventNameField } from "./event-name-field.tsx";
import { NothingCounted } from "./nothing-counted.tsx";
import { NumberChoice } from "./number-choice.tsx";
import { ShareBar } from "./share-bar.tsx";

const MOST_STEPS = 8;
const USUAL_STEPS = ["Product Viewed", "Product Added", "Order Completed"];

/** How far people get through steps. */
export function FunnelView({ search, change }: ViewProps) {
  const steps = search.steps ?? USUAL_STEPS;
  const named = steps.filter((step) => step !== "");
  const { from, to, within = 7 } = search;
  const query = useQuery({
    queryKey: ["analytics", "funnel", { from, to, within, named }],
    queryFn: ({ signal }) => analyticsApi.funnel(search, named, signal),
    enabled: named.length >= 2,
  });
  return (
    <>
      <StepFields steps={steps} change={change} />
      <div className="mb-5 flex flex-wrap items-center gap-2">
        <NumberChoice
          label={t("Window")}
          value={within}
          options={[1, 7, 14, 30, 90]}
          words={(days) => tn(days, "within {count} day of the first step", "within {count} days of the first step")}
          onChange={(days) => change({ within: days })}
        />
        {query.data && (
          <CsvButton name={`funnel ${query.data.from} ${query.data.to}`} rows={() => toRows(query.data)} />
        )}
      </div>
      {named.length < 2 ? (
        <p className="text-body text-ink-2">{t("Name at least two steps.")}</p>
      ) : (
        <AnswerOf query={query}>{(data) => <Steps funnel={data} />}</AnswerOf>
      )}
    </>
  );
}

function StepFields({ steps, change }: { steps: readonly string[]; change: ViewProps["change"] }) {
  return (
    <div className="mb-3 flex flex-wrap items-end gap-2">
      {placed(steps).map(({ it: step, place, index }) => (
        <span key={place} className="flex items-end gap-1">
          <EventNameField
            label={t("Step {index}", { index: index + 1 })}
            value={step}
            onChange={(name) => change({ steps: steps.with(index, name) })}
          />
          {steps.length > 2 && (
            <Button
              look="quiet"
              square
              aria-label={t("Remove step {index}", { index: index + 1 })}
              onClick={() => change({ steps: steps.toSpliced(index, 1) })}
            >
              ×
            </Button>
          )}
        </span>
      ))}
      {steps.length < MOST_STEPS && (
        <Button onClick={() => change({ steps: [...steps, ""] })}>{t("Add a step")}</Button>
      )}
    </div>
  );
}

function Steps({ funnel }: { funnel: Funnel }) {
  if (funnel.steps[0]?.people === 0) return <NothingCounted />;
  return (
    <ol className="flex max-w-2xl flex-col gap-4">
      {placed(funnel.steps).map(({ it: { name, people, share, shareOfPrevious, medianSeconds }, place, index }) => (
        <li key={place}>
          <p className="flex items-baseline gap-3">
            <span className="min-w-0 flex-1 truncate font-medium text-ink">
              {index + 1}. {name}
            </span>
            <span className="text-ink tabular-nums">{tn(people, "{count} person", "{count} people")}</span>
            <span className="w-12 text-end font-semibold text-ink tabular-nums">{formatShare(share ?? 0)}</span>
          </p>
          <ShareBar share={share ?? 0} className="my-1.5 !h-3" />
          {index > 0 && (
            <p className="text-small text-ink-3">
              {t("{shareOfPrevious} of the step before went on", {
                shareOfPrevious: formatShare(shareOfPrevious ?? 0),
              })}
              {medianSeconds !== null &&
                t("; half of them were here within {medianSeconds} of step 1", {
                  medianSeconds: formatSpan(medianSeconds * 1_000),
                })}
            </p>
          )}
        </li>
      ))}
    </ol>
  );
}

/** Steps with their places: the same event may stand in several. */
function placed<T>(steps: readonly T[]): { it: T; place: string; index: number }[] {
  return steps.map((it, index) => ({ it, place: t("Step {index}", { index: index + 1 }), index }));
}

function toRows({ steps }: Funnel) {
  return [
    ["step", "event", "people", "share of first", "share of previous", "median seconds"],
    ...steps.map(({ name, people, share, shareOfPrevious, medianSeconds }, index) => [
      ...[index + 1, name, people, share, shareOfPrevious],
      medianSeconds,
    ]),
  ];
}
