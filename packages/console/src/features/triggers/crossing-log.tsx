import type { Crossing, Trigger } from "@rapport/contracts/triggers";
import { Link } from "@tanstack/react-router";
import { formatShare } from "../../lib/format.ts";
import { t, word } from "../../lib/text.ts";
import { usePages } from "../../lib/use-pages.ts";
import { EmptyState, NEXT_STEP } from "../../ui/empty-state.tsx";
import { BoltIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { Section } from "../../ui/section.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { triggersApi } from "./triggers-api.ts";

const NAME = "min-w-0 flex-1 truncate text-ink hover:underline";

const REFRESH_MS = 5_000;
const LOOKS = { waiting: "honey", fired: "accent", held_back: "quiet", failed: "ember" } as const;
const WORDS = {
  waiting: word("waiting"),
  fired: word("fired"),
  held_back: t("held back"),
  failed: word("failed"),
} as const;

/** Who crossed a trigger and what came of it, the latest first. */
export function CrossingLog({ trigger: { id } }: { trigger: Trigger }) {
  const { rows, query: crossings } = usePages({
    key: ["triggers", id, "crossings"],
    read: (cursor, signal) => triggersApi.crossings(id, cursor, signal),
    everyMs: REFRESH_MS,
  });
  const retry = () => void crossings.refetch();
  return (
    <Section
      title={t("Crossings")}
      aside={
        rows &&
        rows.length > 0 && (
          <ListCsv name="crossings" page={(cursor, signal) => triggersApi.crossings(id, cursor, signal)} />
        )
      }
    >
      {crossings.error && (
        <ProblemNote title={t("The crossings could not be loaded")} error={crossings.error} onRetry={retry} />
      )}
      {crossings.isPending && <SkeletonRows rows={4} height={44} />}
      {rows?.length === 0 && (
        <EmptyState
          icon={<BoltIcon size={20} />}
          title={t("Nobody has crossed it yet.")}
          action={
            <Link to="/events" className={NEXT_STEP}>
              {t("See live events")}
            </Link>
          }
        >
          {t("Whoever was beyond it before it began to watch does not cross it. The next one who does stands here.")}
        </EmptyState>
      )}
      <ul aria-label={t("Crossings")} className="-mx-4">
        {rows?.map((crossing) => (
          <CrossingRow key={crossing.id} crossing={crossing} />
        ))}
      </ul>
      {crossings.hasNextPage && (
        <LoadMore
          label={t("Load older ones")}
          loading={crossings.isFetchingNextPage}
          failed={crossings.isFetchNextPageError}
          onLoad={() => void crossings.fetchNextPage()}
        />
      )}
    </Section>
  );
}

function CrossingRow({ crossing }: { crossing: Crossing }) {
  const { profileId, userId, at, state, reason, probability, startedId } = crossing;
  return (
    <li className="border-b border-line px-4 py-2 last:border-b-0">
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
        <Link to="/people/$id" params={{ id: userId ?? profileId }} className={NAME}>
          {userId ?? t("Anonymous")}
        </Link>
        <Pill look={LOOKS[state]}>{WORDS[state]}</Pill>
        <span className="text-small text-ink-3 tabular-nums">
          {probability !== null && `${formatShare(probability)} · `}
          <TimeAgo iso={at} />
        </span>
      </div>
      {reason && <p className="mt-1 text-small text-ink-3">{reason}</p>}
      {startedId && <p className="mt-1 truncate font-mono text-small text-ink-3">{startedId}</p>}
    </li>
  );
}
