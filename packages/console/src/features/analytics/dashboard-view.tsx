import type { Dashboard } from "@rapport/contracts/analytics";
import { useQuery } from "@tanstack/react-query";
import { formatCount } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { CsvButton } from "../../ui/csv-button.tsx";
import { analyticsApi } from "./analytics-api.ts";
import type { ViewProps } from "./analytics-search.ts";
import { AnswerOf } from "./answer-of.tsx";
import { DayChart } from "./day-chart.tsx";
import { EventNameField } from "./event-name-field.tsx";
import { NothingCounted } from "./nothing-counted.tsx";
import { ShareBar } from "./share-bar.tsx";

/** The project by day, and its most frequent events. */
export function DashboardView({ search, change }: ViewProps) {
  const { from, to, conversion } = search;
  const query = useQuery({
    queryKey: ["analytics", "dashboard", { from, to, conversion }],
    queryFn: ({ signal }) => analyticsApi.dashboard(search, signal),
  });
  return (
    <AnswerOf query={query}>
      {(data) => (
        <>
          <div className="mb-4 flex flex-wrap items-end gap-2">
            <EventNameField
              label={t("Success is")}
              value={data.conversion}
              onChange={(name) => change({ conversion: name || undefined })}
            />
            <CsvButton name={`dashboard ${data.from} ${data.to}`} rows={() => toRows(data)} />
          </div>
          {data.top.length === 0 ? <NothingCounted /> : <Numbers data={data} />}
        </>
      )}
    </AnswerOf>
  );
}

function Numbers({ data }: { data: Dashboard }) {
  const most = data.top[0]?.events ?? 1;
  const ofDays = (read: (day: Dashboard["days"][number]) => number) =>
    data.days.map((day) => ({ day: day.day, value: read(day) }));
  return (
    <>
      <div className="grid gap-4 lg:grid-cols-2">
        <DayChart title={t("People")} days={ofDays(({ people }) => people)} />
        <DayChart title={t("New people")} total days={ofDays(({ newPeople }) => newPeople)} />
        <DayChart title={t("Events")} total days={ofDays(({ events }) => events)} />
        <DayChart title={data.conversion} total days={ofDays(({ conversions }) => conversions)} />
      </div>
      <h2 className="mt-6 mb-2 text-small font-medium text-ink-2">{t("Most frequent events")}</h2>
      <table className="w-full max-w-3xl text-body">
        <thead className="text-small text-ink-3">
          <tr>
            <th scope="col" className="py-1 text-start font-medium">
              {t("Event")}
            </th>
            <th scope="col" className="w-1/4 py-1 text-end font-medium">
              {t("Events")}
            </th>
            <th scope="col" className="py-1 ps-4 text-end font-medium">
              {t("People")}
            </th>
          </tr>
        </thead>
        <tbody>
          {data.top.map(({ type, name, events, people }) => (
            <tr key={`${type} ${name}`} className="border-t border-line tabular-nums">
              <th scope="row" className="max-w-0 truncate py-1.5 pe-4 text-start font-normal text-ink" title={name}>
                {name} {name !== type && <span className="text-small text-ink-3">{type}</span>}
              </th>
              <td className="py-1.5 text-end text-ink">
                {formatCount(events)}
                <ShareBar share={events / most} className="mt-1" />
              </td>
              <td className="py-1.5 ps-4 text-end text-ink-2">{formatCount(people)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function toRows({ conversion, days }: Dashboard) {
  return [
    ["day", "events", "people", "new people", conversion, "value"],
    ...days.map(({ day, events, people, newPeople, conversions, valueCents }) => [
      ...[day, events, people, newPeople, conversions],
      valueCents / 100,
    ]),
  ];
}
