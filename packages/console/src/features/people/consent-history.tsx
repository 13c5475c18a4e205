import type { ConsentDecision } from "@rapport/contracts/consents";
import { t } from "../../lib/text.ts";
import { usePages } from "../../lib/use-pages.ts";
import { LoadMore } from "../../ui/load-more.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { consentsApi } from "./consents-api.ts";

/** Every decision of a person about consent, the latest first: what was agreed to, upon which text, and where. */
export function ConsentHistory({ id }: { id: string }) {
  const { rows, query: decisions } = usePages({
    key: ["person", id, "consents"],
    read: (cursor, signal, limit) => consentsApi.list({ id, cursor, limit }, signal),
  });
  return (
    <>
      {decisions.error && (
        <ProblemNote
          title={t("The decisions could not be loaded")}
          error={decisions.error}
          onRetry={() => void decisions.refetch()}
        />
      )}
      {decisions.isPending && <SkeletonRows rows={2} height={32} />}
      {rows?.length === 0 && <p className="text-body text-ink-3">{t("Nothing was decided yet.")}</p>}
      {rows && rows.length > 0 && (
        <ul aria-label={t("Decisions about consent")} className="flex flex-col gap-2">
          {rows.map((decision) => (
            <DecisionRow key={decision.seq} decision={decision} />
          ))}
        </ul>
      )}
      {decisions.hasNextPage && (
        <LoadMore
          label={t("Load older ones")}
          loading={decisions.isFetchingNextPage}
          failed={decisions.isFetchNextPageError}
          onLoad={() => void decisions.fetchNextPage()}
        />
      )}
    </>
  );
}

function DecisionRow({ decision }: { decision: ConsentDecision }) {
  const { category, granted, version, source, at } = decision;
  const about = [version !== null && t("version {version}", { version }), source].filter(Boolean).join(" · ");
  return (
    <li className="flex flex-wrap items-center gap-x-2 text-body">
      <span className="min-w-0 break-words text-ink">{category}</span>
      <Pill look={granted ? "accent" : "ember"}>{granted ? t("Granted") : t("Denied")}</Pill>
      <TimeAgo iso={at} className="text-small text-ink-3" />
      {about && <span className="w-full text-small break-words text-ink-3">{about}</span>}
    </li>
  );
}
