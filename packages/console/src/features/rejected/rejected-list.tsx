import type { RejectedCount, RejectedSample } from "@rapport/contracts/rejected";
import { Link } from "@tanstack/react-router";
import { formatCount } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { usePages } from "../../lib/use-pages.ts";
import { CopyButton } from "../../ui/copy-button.tsx";
import { EmptyState, NEXT_STEP } from "../../ui/empty-state.tsx";
import { CheckIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { messageCurl } from "../events/curl-text.ts";
import { REJECT_ADVICE } from "../events/reject-advice.ts";
import { useSession } from "../session/use-session.ts";
import { MessageRow } from "./message-row.tsx";
import { PayloadView, parseJson } from "./payload-view.tsx";
import { rejectedApi } from "./rejected-api.ts";
import type { RejectedSearch } from "./rejected-search.ts";

type ListProps = { search: RejectedSearch; onChange: (part: RejectedSearch) => void };

/** Samples of messages that were rejected at the door, and how many there were of each kind. */
export function RejectedList({ search, onChange }: ListProps) {
  const { rows: samples = [], query: rejected } = usePages({
    key: ["rejected", search.code ?? ""],
    read: (cursor, signal, limit) => rejectedApi.rejected({ limit, cursor, code: search.code }, signal),
    everyMs: 5_000,
  });
  if (rejected.isError && !rejected.isFetchNextPageError)
    return (
      <ProblemNote
        title={t("Rejected messages could not be loaded")}
        error={rejected.error}
        onRetry={() => void rejected.refetch()}
      />
    );
  if (rejected.isPending) return <SkeletonRows rows={8} height={44} />;
  const counts = rejected.data.pages[0]?.counts ?? [];
  if (samples.length === 0 && counts.length === 0) {
    return (
      <EmptyState
        icon={<CheckIcon size={20} />}
        title={t("Nothing was rejected in the last two weeks.")}
        action={
          <Link to="/events" className={NEXT_STEP}>
            {t("See live events")}
          </Link>
        }
      >
        {t(
          "A message that breaks the protocol or the tracking plan is refused alone; the answer names its field, and it shows here.",
        )}
      </EmptyState>
    );
  }
  return (
    <>
      <Counts counts={counts} code={search.code} onCode={(code) => onChange({ code, selected: undefined })} />
      <ul>
        {samples.map((sample) => (
          <MessageRow
            key={sample.id}
            code={sample.code}
            title={sample.pointer || "/"}
            note={sample.message}
            at={sample.receivedAt}
            open={search.selected === sample.id}
            onToggle={() => onChange({ selected: search.selected === sample.id ? undefined : sample.id })}
          >
            <SampleDetails sample={sample} />
          </MessageRow>
        ))}
      </ul>
      {rejected.hasNextPage && (
        <LoadMore
          label={t("Load older ones")}
          loading={rejected.isFetchingNextPage}
          failed={rejected.isFetchNextPageError}
          onLoad={() => void rejected.fetchNextPage()}
        />
      )}
    </>
  );
}

type CountsProps = {
  counts: readonly RejectedCount[];
  code: string | undefined;
  onCode: (code: string | undefined) => void;
};

/** Exact numbers of the newest day and of all kept days, by reason; each narrows the list. */
function Counts({ counts, code, onCode }: CountsProps) {
  const totals = new Map<string, number>();
  for (const entry of counts) totals.set(entry.code, (totals.get(entry.code) ?? 0) + entry.count);
  return (
    <div className="flex flex-wrap gap-2 border-b border-line px-4 py-3">
      {[...totals].map(([name, total]) => (
        <button
          key={name}
          type="button"
          aria-pressed={code === name}
          onClick={() => onCode(code === name ? undefined : name)}
          className="inline-flex items-baseline gap-2 rounded-corner border border-line-strong px-2.5 py-1 text-small text-ink-2 hover:bg-hover aria-pressed:border-ember aria-pressed:bg-ember-wash"
        >
          <span className="font-mono">{name}</span>
          <span className="text-ink tabular-nums">{formatCount(total)}</span>
        </button>
      ))}
      <p className="self-center text-small text-ink-3">{t("in 14 days; samples below")}</p>
      <span className="ms-auto">
        <ListCsv
          name="rejected"
          page={(cursor, signal) => rejectedApi.rejected({ limit: 500, cursor, code }, signal)}
        />
      </span>
    </div>
  );
}

function SampleDetails({ sample }: { sample: RejectedSample }) {
  const { writeKey } = useSession();
  const target = { origin: window.location.origin, writeKey };
  return (
    <>
      <p className="text-body text-pretty text-ink-2">{REJECT_ADVICE[sample.code]}</p>
      <div className="my-3 flex flex-wrap gap-2">
        <CopyButton
          text={() => messageCurl(parseJson(sample.payload) ?? sample.payload, target)}
          name={t("Copy a curl command that sends it again")}
          label={t("Copy as curl")}
        />
        <CopyButton text={sample.payload} name={t("Copy the message")} label={t("Copy message")} />
      </div>
      {sample.truncated && (
        <p className="mb-2 text-small text-ink-3">{t("Only the first 4 KB of the message are kept.")}</p>
      )}
      <PayloadView text={sample.payload} highlight={sample.pointer} />
    </>
  );
}
