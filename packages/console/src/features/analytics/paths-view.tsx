import type { Paths } from "@rapport/contracts/analytics";
import { useQuery } from "@tanstack/react-query";
import { formatShare } from "../../lib/format.ts";
import { t, tn } from "../../lib/text.ts";
import { CsvButton } from "../../ui/csv-button.tsx";
import { analyticsApi } from "./analytics-api.ts";
import type { ViewProps } from "./analytics-search.ts";
import { AnswerOf } from "./answer-of.tsx";
import { EventNameField } from "./event-name-field.tsx";
import { NothingCounted } from "./nothing-counted.tsx";
import { NumberChoice } from "./number-choice.tsx";
import { ShareBar } from "./share-bar.tsx";

/** Of each step. */
const MOST_SHOWN = 12;

/** What follows what in visits. */
export function PathsView({ search, change }: ViewProps) {
  const { from, to, start, depth = 4 } = search;
  const query = useQuery({
    queryKey: ["analytics", "paths", { from, to, start, depth }],
    queryFn: ({ signal }) => analyticsApi.paths(search, signal),
  });
  return (
    <>
      <div className="mb-4 flex flex-wrap items-end gap-2">
        <EventNameField
          label={t("Beginning with")}
          placeholder={t("the visit")}
          value={start ?? ""}
          onChange={(name) => change({ start: name || undefined })}
        />
        <NumberChoice
          label={t("Steps")}
          value={depth}
          options={[2, 3, 4, 5, 6]}
          words={(steps) => t("{steps} steps", { steps })}
          onChange={(steps) => change({ depth: steps })}
        />
        {query.data && <CsvButton name={`paths ${query.data.from} ${query.data.to}`} rows={() => toRows(query.data)} />}
      </div>
      <AnswerOf query={query}>{(data) => (data.visits === 0 ? <NothingCounted /> : <Steps paths={data} />)}</AnswerOf>
    </>
  );
}

function Steps({ paths: { visits, links } }: { paths: Paths }) {
  const steps = [...new Set(links.map(({ step }) => step))].sort((a, b) => a - b);
  return (
    <>
      <p className="mb-3 text-body text-ink-2">
        {tn(visits, "{count} visit; shares are of all of them.", "{count} visits; shares are of all of them.")}
      </p>
      <div className="flex gap-4 pb-2">
        {steps.map((step) => (
          <section key={step} aria-label={t("Step {step}", { step })} className="w-72 shrink-0">
            <h2 className="mb-2 text-small font-medium text-ink-2">{t("Step {step}", { step })}</h2>
            <ul className="flex flex-col gap-2.5">
              {links
                .filter((link) => link.step === step)
                .slice(0, MOST_SHOWN)
                .map(({ from, to, visits: count }) => (
                  <li key={`${from} ${to}`} className="text-body">
                    <p className="flex gap-2">
                      <span className="min-w-0 flex-1 break-words text-ink">
                        {from} → {to ?? <em className="text-ink-3">{t("left")}</em>}
                      </span>
                      <span className="text-ink-2 tabular-nums" title={tn(count, "{count} visit", "{count} visits")}>
                        {formatShare(count / visits)}
                      </span>
                    </p>
                    <ShareBar share={count / visits} className="mt-1 !h-1" />
                    <span className="sr-only">{tn(count, "{count} visit", "{count} visits")}</span>
                  </li>
                ))}
            </ul>
          </section>
        ))}
      </div>
    </>
  );
}

function toRows({ links }: Paths) {
  return [
    ["step", "from", "to", "visits"],
    ...links.map(({ step, from, to, visits }) => [step, from, to ?? "(left)", visits]),
  ];
}
