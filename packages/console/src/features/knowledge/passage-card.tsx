import type { Passage } from "@rapport/contracts/knowledge";
import { formatShare } from "../../lib/format.ts";
import { safeUrl } from "../../lib/safe-url.ts";
import { t } from "../../lib/text.ts";

const LOOKS: readonly (readonly [keyof Omit<Passage["why"], "queries">, string])[] = [
  ["words", t("Words of the question, as rare as they are (BM25)")],
  ["topics", t("Topic, learned from these documents")],
  ["coverage", t("Share of the question that it covers")],
  ["phrase", t("Words in the order of the question")],
  ["proximity", t("Words close by each other")],
  ["heading", t("Words in title and headings")],
];

type PassageCardProps = { passage: Passage; queries: readonly string[]; onOpen: (documentId: string) => void };

/** A passage with the sentences that bear on the question, and what placed it where it stands. */
export function PassageCard({ passage, queries, onOpen }: PassageCardProps) {
  const { number, title, heading, quote, url, documentId, score, why } = passage;
  const others = why.queries.filter((query) => query > 0).map((query) => queries[query]);
  return (
    <li id={`passage-${number}`} className="rounded-large border border-line bg-raised p-3 target:border-accent">
      <div className="flex flex-wrap items-baseline gap-x-2 gap-y-1">
        <span className="font-medium text-accent tabular-nums">[{number}]</span>
        <button
          type="button"
          onClick={() => onOpen(documentId)}
          className="min-w-0 truncate font-medium text-ink hover:underline"
        >
          {title}
        </button>
        {heading !== "" && <span className="min-w-0 truncate text-small text-ink-3">{heading}</span>}
        <span className="ms-auto text-small text-ink-3 tabular-nums">
          {t("score {score}", { score: formatShare(score) })}
        </span>
      </div>
      <p className="mt-1.5 text-body whitespace-pre-line text-ink-2">{quote}</p>
      <details className="mt-2 text-small text-ink-3">
        <summary className="cursor-pointer">{t("Why it stands here")}</summary>
        <ul className="mt-2 grid max-w-md grid-cols-[1fr_auto_4rem] items-center gap-x-3 gap-y-1">
          {LOOKS.map(([key, label]) => (
            <li key={key} className="col-span-3 grid grid-cols-subgrid items-center">
              <span>{label}</span>
              <span className="text-ink tabular-nums">{formatShare(why[key])}</span>
              <span className="h-1.5 overflow-hidden rounded-full bg-line">
                <span className="block h-full bg-accent" style={{ width: `${Math.min(1, why[key]) * 100}%` }} />
              </span>
            </li>
          ))}
        </ul>
        {others.length > 0 && (
          <p className="mt-2 break-words">{t("Also found by: {others}", { others: others.join(" · ") })}</p>
        )}
        {url && (
          <p className="mt-2 break-all">
            <a href={safeUrl(url)} target="_blank" rel="noreferrer" className="text-accent hover:underline">
              {url}
            </a>
          </p>
        )}
      </details>
    </li>
  );
}
