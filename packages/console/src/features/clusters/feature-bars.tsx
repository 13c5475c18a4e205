import type { Cluster } from "@rapport/contracts/clusters";
import { formatShare } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { describeFeature, describeLift } from "./describe-feature.ts";

/** What sets a cluster's people apart: how many of them, beside how many of all. */
export function FeatureBars({ features }: { features: Cluster["features"] }) {
  if (features.length === 0)
    return <p className="text-body text-ink-3">{t("Nothing that its people share is rarer among the others.")}</p>;
  return (
    <ul aria-label={t("What sets them apart")} className="flex max-w-2xl flex-col gap-3">
      {features.map(({ name, share, shareOfAll }) => {
        const { kind, text } = describeFeature(name);
        return (
          <li key={name}>
            <div className="flex items-baseline gap-2 text-body">
              <span className="text-ink-3">{kind}</span>
              <span className="min-w-0 flex-1 truncate font-medium text-ink">{text}</span>
              <span className="text-small text-ink-3">{describeLift(share, shareOfAll)}</span>
            </div>
            <Bar label={t("of them")} share={share} look="bg-accent" />
            <Bar label={t("of all")} share={shareOfAll} look="bg-line-strong" />
          </li>
        );
      })}
    </ul>
  );
}

function Bar({ label, share, look }: { label: string; share: number; look: string }) {
  return (
    <div className="mt-1 flex items-center gap-2">
      <span className="h-1.5 flex-1 rounded-full bg-sunken">
        <span className={`block h-1.5 rounded-full ${look}`} style={{ width: `${100 * share}%` }} />
      </span>
      <span className="w-24 text-small text-ink-3 tabular-nums">
        {formatShare(share)} {label}
      </span>
    </div>
  );
}
