import type { ClusterList } from "@rapport/contracts/clusters";
import { formatDigits } from "../../lib/format.ts";
import { tx } from "../../lib/rich-text.ts";
import { t } from "../../lib/text.ts";
import { Section } from "../../ui/section.tsx";
import { TimeSaid } from "../../ui/time-said.tsx";

/** How the clusters were found, and why there are as many. */
export function FitFacts({
  fit: { method, k, silhouette, tried, people, fittedAt },
}: {
  fit: NonNullable<ClusterList["fit"]>;
}) {
  const most = Math.max(0.01, ...tried.map((one) => one.silhouette));
  return (
    <Section title={t("How they were found")}>
      <p className="max-w-2xl text-body text-ink-2">
        {method === "hdbscan"
          ? tx("By density (HDBSCAN) over what {people} people did, {timeAgo}. {silhouette}", {
              people,
              timeAgo: <TimeSaid iso={fittedAt} />,
              silhouette: describe(silhouette),
            })
          : tx("By k-means over what {people} people did, {timeAgo}. {silhouette} {tried}", {
              people,
              timeAgo: <TimeSaid iso={fittedAt} />,
              silhouette: describe(silhouette),
              tried: tried.length > 1 && t("Of the numbers that were tried, {k} tells people apart best.", { k }),
            })}
      </p>
      {tried.length > 1 && (
        <ul aria-label={t("Silhouette by number of clusters")} className="mt-3 flex max-w-md items-end gap-1.5">
          {tried.map((one) => (
            <li
              key={one.k}
              title={t("{k} clusters: silhouette {silhouette}", {
                k: one.k,
                silhouette: formatDigits(one.silhouette, 2),
              })}
              className="flex flex-1 flex-col items-center gap-1 text-micro text-ink-3 tabular-nums"
            >
              <span className="flex h-14 w-full items-end">
                <span
                  className={`w-full rounded-t-[3px] ${method === "k-means" && one.k === k ? "bg-accent" : "bg-line-strong"}`}
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
  const value = t("silhouette {silhouette}", { silhouette: formatDigits(silhouette, 2) });
  if (silhouette > 0.7) return t("They are far apart ({value}).", { value });
  if (silhouette > 0.5) return t("They are distinct ({value}).", { value });
  if (silhouette > 0.25) return t("They overlap somewhat ({value}).", { value });
  return t("They run into each other ({value}): take them as a hint.", { value });
}
