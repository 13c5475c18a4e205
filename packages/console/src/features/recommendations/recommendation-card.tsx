import type { Recommendation } from "@rapport/contracts/recommendations";
import { Link } from "@tanstack/react-router";
import { formatDigits, formatMoney, formatShare } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { SparkIcon } from "../../ui/icons.tsx";
import { ItemTile } from "../../ui/item-tile.tsx";
import { Pill } from "../../ui/pill.tsx";
import { GeneratorBar } from "./generator-bar.tsx";

const EVIDENCE = "grid grid-cols-[minmax(0,1fr)_5rem_2.5rem] items-center gap-2 text-small";

type RecommendationCardProps = { recommendation: Recommendation; best: number };

/** One recommended item: the reason first, then the evidence it rests on. */
export function RecommendationCard({ recommendation, best }: RecommendationCardProps) {
  const { item, itemId, explanation, position, score, rules = [] } = recommendation;
  return (
    <li className="grid grid-cols-[1.25rem_2.75rem_minmax(0,1fr)] gap-x-3 border-b border-line px-4 py-4 last:border-b-0">
      <span className="pt-3 text-end text-small text-ink-3 tabular-nums">{position + 1}</span>
      <ItemTile id={itemId} name={item?.name ?? itemId} category={item?.categories[0]} />
      <div className="min-w-0">
        <div className="flex flex-wrap items-start gap-x-4 gap-y-1">
          <div className="min-w-0 flex-1 basis-48">
            <Link
              to="/recommendations"
              search={{ mode: "item", item: itemId }}
              preload={false}
              className="font-medium break-words text-ink hover:text-accent hover:underline"
            >
              {item?.name ?? itemId}
            </Link>
            <p className="truncate text-small text-ink-3">
              {[
                item?.categories.join(" › "),
                item?.priceCents == null ? undefined : formatMoney(item.priceCents, item.currency),
              ]
                .filter(Boolean)
                .join(" · ") || itemId}
            </p>
          </div>
          <div className="flex flex-col items-end gap-1.5">
            <span
              className="font-mono text-small text-ink-2 tabular-nums"
              title={t("Score {score}; {best} of the first", { score, best: formatShare(best > 0 ? score / best : 0) })}
            >
              {formatDigits(score, 3)}
            </span>
            <GeneratorBar generators={explanation.generators} />
          </div>
        </div>
        <p className="mt-2 flex gap-2 text-read text-pretty text-ink">
          <SparkIcon size={14} className="mt-1 shrink-0 text-accent" />
          {/* In quotes: these are the words that the visitor reads. */}
          <q>{explanation.text}</q>
        </p>
        {rules.length > 0 && (
          <ul aria-label={t("Rules that acted")} className="mt-2 flex flex-wrap gap-1">
            {rules.map((rule) => (
              <li key={rule}>
                <Pill look="honey">{rule}</Pill>
              </li>
            ))}
          </ul>
        )}
        {explanation.because.length > 0 && <Evidence because={explanation.because} />}
      </div>
    </li>
  );
}

function Evidence({ because }: { because: Recommendation["explanation"]["because"] }) {
  return (
    <ul aria-label={t("Evidence")} className="mt-2 flex flex-col gap-1">
      {because.map((reason) => (
        <li key={`${reason.itemId}-${reason.action}`} className={EVIDENCE}>
          <span className="truncate text-ink-2">
            <span className="text-ink-3">{reason.action}</span> {reason.name}
          </span>
          <span aria-hidden="true" className="h-1 overflow-hidden rounded-full bg-line">
            <span
              className="block h-full rounded-full bg-control"
              style={{ width: `${Math.min(1, reason.share) * 100}%` }}
            />
          </span>
          <span className="text-end text-ink-3 tabular-nums">{formatShare(reason.share)}</span>
        </li>
      ))}
    </ul>
  );
}
