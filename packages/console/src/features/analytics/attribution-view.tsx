import type { Attribution, AttributionModel } from "@rapport/contracts/analytics";
import { ATTRIBUTION_MODELS } from "@rapport/contracts/analytics";
import { useQuery } from "@tanstack/react-query";
import { formatCount, formatPlural } from "../../lib/format.ts";
import { CsvButton } from "../../ui/csv-button.tsx";
import { analyticsApi } from "./analytics-api.ts";
import type { ViewProps } from "./analytics-search.ts";
import { AnswerOf } from "./answer-of.tsx";
import { EventNameField } from "./event-name-field.tsx";
import { NothingCounted } from "./nothing-counted.tsx";
import { NumberChoice } from "./number-choice.tsx";

const MODELS: Record<AttributionModel, { label: string; why: string }> = {
  first: { label: "First touch", why: "All to what brought them first" },
  last: { label: "Last touch", why: "All to what brought them last" },
  linear: { label: "Linear", why: "The same to every touch" },
  position: { label: "Position", why: "40% to the first, 40% to the last, 20% to those between" },
};
const shares = new Intl.NumberFormat("en-GB", { maximumFractionDigits: 1 });

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
          label="Conversion"
          value={conversion ?? "Order Completed"}
          onChange={(name) => change({ conversion: name || undefined })}
        />
        <NumberChoice
          label="Look back"
          value={lookback}
          options={[1, 7, 14, 30, 90]}
          words={(days) => `touches of ${formatPlural(days, "day")} before`}
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
        {formatPlural(data.conversions, "conversion")}, worth {formatCount(Math.round(data.valueCents / 100))}. Every
        column gives away all of them.
      </p>
      <table className="w-full max-w-4xl text-body tabular-nums">
        <thead className="text-small text-ink-3">
          <tr>
            <th scope="col" className="py-1 text-left font-medium">
              Channel
            </th>
            {ATTRIBUTION_MODELS.map((model) => (
              <th key={model} scope="col" title={MODELS[model].why} className="px-2 py-1 text-right font-medium">
                {MODELS[model].label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {data.channels.map((channel) => (
            <tr key={nameOf(channel)} className="border-t border-line">
              <th scope="row" className="py-1.5 pr-4 text-left font-normal break-words text-ink">
                {nameOf(channel)}
              </th>
              {ATTRIBUTION_MODELS.map((model) => (
                <td key={model} className="px-2 py-1.5 text-right text-ink-2">
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
  return [source, medium, campaign].filter((part) => part !== null).join(" / ") || "No touch seen";
}

function toRows({ channels }: Attribution) {
  return [
    ["source", "medium", "campaign", "touches", ...ATTRIBUTION_MODELS.flatMap((model) => [model, `${model} value`])],
    ...channels.map(({ source, medium, campaign, touches, credit }) => [
      ...[source, medium, campaign, touches],
      ...ATTRIBUTION_MODELS.flatMap((model) => [credit[model].conversions, credit[model].valueCents / 100]),
    ]),
  ];
}
