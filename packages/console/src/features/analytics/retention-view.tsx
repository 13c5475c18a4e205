import type { Retention } from "@rapport/contracts/analytics";
import { useQuery } from "@tanstack/react-query";
import { formatCount, formatShare } from "../../lib/format.ts";
import { t, tn } from "../../lib/text.ts";
import { CsvButton } from "../../ui/csv-button.tsx";
import { Segmented } from "../../ui/segmented.tsx";
import { analyticsApi } from "./analytics-api.ts";
import type { ViewProps } from "./analytics-search.ts";
import { AnswerOf } from "./answer-of.tsx";
import { EventNameField } from "./event-name-field.tsx";
import { NothingCounted } from "./nothing-counted.tsx";

/** Columns that are shown; the CSV has all. */
const MOST_COLUMNS = 13;

/** Who came back. */
export function RetentionView({ search, change }: ViewProps) {
  const { from, to, start, back, period = "week" } = search;
  const query = useQuery({
    queryKey: ["analytics", "retention", { from, to, start, back, period }],
    queryFn: ({ signal }) => analyticsApi.retention(search, signal),
  });
  return (
    <>
      <div className="mb-4 flex flex-wrap items-end gap-2">
        <EventNameField
          label={t("Started with")}
          placeholder={t("any event")}
          value={start ?? ""}
          onChange={(name) => change({ start: name || undefined })}
        />
        <EventNameField
          label={t("Came back with")}
          placeholder={t("any event")}
          value={back ?? ""}
          onChange={(name) => change({ back: name || undefined })}
        />
        <Segmented
          label={t("Period")}
          value={period}
          options={[
            { value: "day", name: t("By day"), label: t("Day") },
            { value: "week", name: t("By week"), label: t("Week") },
          ]}
          onChange={(chosen) => change({ period: chosen })}
        />
        {query.data && (
          <CsvButton name={`retention ${query.data.from} ${query.data.to}`} rows={() => toRows(query.data)} />
        )}
      </div>
      <AnswerOf query={query}>{(data) => <CohortTable retention={data} />}</AnswerOf>
    </>
  );
}

function CohortTable({ retention: { cohorts, period } }: { retention: Retention }) {
  const seen = cohorts.filter(({ people }) => people > 0);
  if (seen.length === 0) return <NothingCounted />;
  const columns = Math.min(MOST_COLUMNS, cohorts.length);
  const labels = Array.from({ length: columns }, (_, offset) =>
    offset === 0 ? t("Same {period}", { period }) : `+${offset}`,
  );
  return (
    <table className="text-small tabular-nums">
      <thead className="text-ink-3">
        <tr>
          <th scope="col" className="py-1 pe-4 text-start font-medium">
            {t("Started")}
          </th>
          <th scope="col" className="px-2 py-1 text-end font-medium">
            {t("People")}
          </th>
          {labels.map((label) => (
            <th key={label} scope="col" className="px-2 py-1 text-center font-medium">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {seen.map(({ start, people, back }) => (
          <tr key={start}>
            <th scope="row" className="py-0.5 pe-4 text-start font-normal whitespace-nowrap text-ink">
              {start}
            </th>
            <td className="px-2 text-end text-ink-2">{formatCount(people)}</td>
            {labels.map((label, offset) => (
              <td key={label} className="p-0.5">
                {back[offset] != null && <Cell share={back[offset] / people} count={back[offset]} />}
              </td>
            ))}
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** The more came back, the fuller the cell from below; the text stands on the sheet's own colour, so it stays readable. */
function Cell({ share, count }: { share: number; count: number }) {
  return (
    <span
      title={tn(count, "{count} person", "{count} people")}
      className="relative flex h-8 min-w-14 items-end justify-center overflow-hidden rounded-small border border-line text-ink"
    >
      <span
        aria-hidden="true"
        className="absolute inset-x-0 bottom-0 bg-accent-wash"
        style={{ height: `${share * 100}%` }}
      />
      <span className="relative self-center">{formatShare(share)}</span>
    </span>
  );
}

function toRows({ cohorts }: Retention) {
  return [
    ["started", "people", ...cohorts.map((_, offset) => `+${offset}`)],
    ...cohorts.map(({ start, people, back }) => [start, people, ...back]),
  ];
}
