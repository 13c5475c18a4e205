import type { Attribution, AttributionModel } from "@rapport/contracts/analytics";
import { ATTRIBUTION_MODELS } from "@rapport/contracts/analytics";
import { useQuery } from "@tanstack/react-query";
import { formatCount } from "../../lib/format.ts";
import { currentLanguage } from "../../lib/language.ts";
import { t, tn } from "../../lib/text.ts";
import { CsvButton } from "../../ui/csv-button.tsx";
import { analyticsApi } from "./analytics-api.ts";
import type { ViewProps } from "./analytics-search.ts";
import { AnswerOf } from "./answer-of.tsx";
import { EventNameField } from "./event-name-field.tsx";
import { NothingCounted } from "./nothing-counted.tsx";
import { NumberChoice } from "./number-choice.tsx";

const MODELS: Record<AttributionModel, { label: string; why: string }> = {
  first: { label: t("First touch"), why: t("All to what brought them first") },
  last: { label: t("Last touch"), why: t("All to what brought them last") },
  linear: { label: t("Linear"), why: t("The same to every touch") },
  position: { label: t("Position"), why: t("40% to the first, 40% to the last, 20% to those between") },
};
const shares = new Intl.NumberFormat(currentLanguage().locale, { maximumFractionDigits: 1 });

/** What conversions owe to which channel, four ways beside each other. */
export function AttributionView({ search, change }: ViewProps) {
  const { from, to, conversion, lookback = 30 } = search;
  const query = useQuery({
    queryKey: ["analytics", "attribution", { from, to, conversion, lookback }],
    queryFn: ({ signal }) => analyticsApi.attribution(search, signal),
  });
  return (
    <>
      <div className="mb-4 flex flex-wrap items-end gap-2">
        <EventNameField
          label={t("Conversion")}
          value={conversion ?? "Order Completed"}
          onChange={(name) => change({ conversion: name || undefined })}
        />
        <NumberChoice
          label={t("Look back")}
          value={lookback}
          options={[1, 7, 14, 30, 90]}
          words={(days) => tn(days, "touches of {count} day before", "touches of {count} days before")}
          onChange={(days) => change({ lookback: days })}
        />
        {query.data && (
          <CsvButton name={`attribution ${query.data.from} ${query.data.to}`} rows={() => toRows(query.data)} />
        )}
      </div>
      <AnswerOf query={query}>
        {(data) => (data.conversions === 0 ? <NothingCounted /> : <ChannelTable data={data} />)}
      </AnswerOf>
    </>
  );
}

function ChannelTable({ data }: { data: Attribution }) {
  return (
    <>
      <p className="mb-2 text-body text-ink-2">
        {tn(
          data.conversions,
          "{count} conversion, worth {valueCents}. Every column gives away all of them.",
          "{count} conversions, worth {valueCents}. Every column gives away all of them.",
          { valueCents: Math.round(data.valueCents / 100) },
        )}
      </p>
      <table className="w-full max-w-4xl text-body tabular-nums">
        <thead className="text-small text-ink-3">
          <tr>
            <th scope="col" className="py-1 text-start font-medium">
              {t("Channel")}
            </th>
            {ATTRIBUTION_MODELS.map((model) => (
              <th key={model} scope="col" title={MODELS[model].why} className="px-2 py-1 text-end font-medium">
                {MODELS[model].label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.channels.map((channel) => (
            <tr key={nameOf(channel)} className="border-t border-line">
              <th scope="row" className="py-1.5 pe-4 text-start font-normal break-words text-ink">
                {nameOf(channel)}
              </th>
              {ATTRIBUTION_MODELS.map((model) => (
                <td key={model} className="px-2 py-1.5 text-end text-ink-2">
                  {shares.format(channel.credit[model].conversions)}
                  <span className="block text-small text-ink-3">
                    {formatCount(Math.round(channel.credit[model].valueCents / 100))}
                  </span>
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

function nameOf({ source, medium, campaign }: Attribution["channels"][number]): string {
  return [source, medium, campaign].filter((part) => part !== null).join(" / ") || t("No touch seen");
}

function toRows({ channels }: Attribution) {
  return [
    [
      "source",
      "medium",
      "campaign",
      "touches",
      ...ATTRIBUTION_MODELS.flatMap((model) => [model, t("{model} value", { model })]),
    ],
    ...channels.map(({ source, medium, campaign, touches, credit }) => [
      ...[source, medium, campaign, touches],
      ...ATTRIBUTION_MODELS.flatMap((model) => [credit[model].conversions, credit[model].valueCents / 100]),
    ]),
  ];
}
