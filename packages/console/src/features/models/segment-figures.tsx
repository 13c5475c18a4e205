import type { Model } from "@rapport/contracts/models";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { formatCount } from "../../lib/format.ts";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { IntervalBar, scaleOf } from "../placements/interval-bar.tsx";
import { segmentsApi } from "../segments/segments-api.ts";
import { formatFigure, segmentFiguresOf } from "./model-figures.ts";

const HEAD = "py-1.5 pe-4 text-start text-small font-medium text-ink-3";
const CELL = "border-t border-line py-1.5 pe-4 tabular-nums";

/** How well a version orders for the people of each segment, beside what everybody would get. */
export function SegmentFigures({ model }: { model: Model }) {
  const figures = segmentFiguresOf(model.metrics);
  const segments = useQuery({
    queryKey: ["segments", "names"],
    queryFn: ({ signal }) => segmentsApi.list(signal),
    enabled: figures.length > 0,
  });
  if (figures.length === 0) {
    return (
      <p className="text-body text-pretty text-ink-3">
        {tx(
          "No segment had twenty of the people who judged. <a>Define segments</a> and train again to see for whom this version does well.",
          {
            a: (words) => (
              <Link to="/segments" className="text-accent hover:underline">
                {words}
              </Link>
            ),
          },
        )}
      </p>
    );
  }
  const scale = scaleOf(
    figures.map(({ ndcg, low, high, popularity }) => widen({ value: ndcg, low, high }, popularity)),
  );
  const nameOf = (id: string) => segments.data?.data.find((segment) => segment.id === id)?.name ?? id;
  return (
    <div className="overflow-x-auto">
      <table className="w-full text-body">
        <thead>
          <tr>
            {[t("Segment"), t("Judges"), "nDCG@10", t("95%, the line is popularity")].map((label) => (
              <th key={label} scope="col" className={HEAD}>
                {label}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {figures.map(({ id, users, ndcg, low, high, popularity }) => (
            <tr key={id}>
              <th scope="row" className={`${CELL} text-start font-normal text-ink-2`}>
                {nameOf(id)}
              </th>
              <td className={`${CELL} text-ink-2`}>{formatCount(users)}</td>
              <td className={`${CELL} text-ink`}>{formatFigure(ndcg)}</td>
              <td className={`${CELL} w-1/3`}>
                <IntervalBar
                  {...{ value: ndcg, low, high, mark: popularity, ...scale }}
                  words={t("{low} to {high}; popularity {popularity}", {
                    low: formatFigure(low),
                    high: formatFigure(high),
                    popularity: formatFigure(popularity),
                  })}
                />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function widen({ value, low, high }: { value: number; low: number; high: number }, mark: number) {
  return { value, low: Math.min(low, mark), high: Math.max(high, mark) };
}
