import type { ClusterList } from "@rapport/contracts/clusters";
import { formatCount } from "../../lib/format.ts";
import { Section } from "../../ui/section.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";

/** How the clusters were found, and why there are as many. */
export function FitFacts({
  fit: { k, silhouette, tried, people, fittedAt },
}: {
  fit: NonNullable<ClusterList["fit"]>;
}) {
  const most = Math.max(0.01, ...tried.map((one) => one.silhouette));
  return (
    <Section title="How they were found">
      <p className="max-w-2xl text-body text-ink-2">
        By k-means over what {formatCount(people)} people did, <TimeAgo iso={fittedAt} /> ago. {describe(silhouette)}{" "}
        {tried.length > 1 && `Of the numbers that were tried, ${k} tells people apart best.`}
      </p>
      {tried.length > 1 && (
        <ul aria-label="Silhouette by number of clusters" className="mt-3 flex max-w-md items-end gap-1.5">
          {tried.map((one) => (
            <li
              key={one.k}
              title={`${one.k} clusters: silhouette ${one.silhouette.toFixed(2)}`}
              className="flex flex-1 flex-col items-center gap-1 text-micro text-ink-3 tabular-nums"
            >
              <span className="flex h-14 w-full items-end">
                <span
                  className={`w-full rounded-t-[3px] ${one.k === k ? "bg-accent" : "bg-line-strong"}`}
                  style={{ height: `${(100 * Math.max(0.02, one.silhouette)) / most}%` }}
                />
              </span>
              {one.k}
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}

/** Kaufman and Rousseeuw's reading of the mean silhouette, 1990. */
function describe(silhouette: number): string {
  const value = `silhouette ${silhouette.toFixed(2)}`;
  if (silhouette > 0.7) return `They are far apart (${value}).`;
  if (silhouette > 0.5) return `They are distinct (${value}).`;
  if (silhouette > 0.25) return `They overlap somewhat (${value}).`;
  return `They run into each other (${value}): take them as a hint.`;
}
