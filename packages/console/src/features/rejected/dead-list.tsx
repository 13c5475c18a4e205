import type { DeadLetter, ReplayAnswer } from "@rapport/contracts/dead-letters";
import { Link } from "@tanstack/react-router";
import { t, tn } from "../../lib/text.ts";
import { formatAbsolute } from "../../lib/time.ts";
import { useTimeZone } from "../../lib/time-zone.ts";
import { free, useChange } from "../../lib/use-change.ts";
import { usePages } from "../../lib/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { CopyButton } from "../../ui/copy-button.tsx";
import { EmptyState, NEXT_STEP } from "../../ui/empty-state.tsx";
import { CheckIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { messageCurl } from "../events/curl-text.ts";
import { useSession } from "../session/use-session.ts";
import { MessageRow } from "./message-row.tsx";
import { PayloadView } from "./payload-view.tsx";
import { rejectedApi } from "./rejected-api.ts";
import type { RejectedSearch } from "./rejected-search.ts";

const KEY = ["dead-letters"];
type ListProps = { search: RejectedSearch; onChange: (part: RejectedSearch) => void };

function NothingDead() {
  return (
    <EmptyState
      icon={<CheckIcon size={20} />}
      title={t("Every accepted event was applied.")}
      action={
        <Link to="/events" className={NEXT_STEP}>
          {t("See live events")}
        </Link>
      }
    >
      {t("An event that the database refuses is kept here with its error until a replay stores it.")}
    </EmptyState>
  );
}

/** Accepted events that could not be applied, each with its error and a way to try it again. */
export function DeadList({ search, onChange }: ListProps) {
  const { rows = [], query: letters } = usePages({
    key: KEY,
    read: (cursor, signal, limit) => rejectedApi.deadLetters({ limit, cursor }, signal),
  });
  const replayAll = useReplay(replayEverything);
  if (letters.isError && !letters.isFetchNextPageError)
    return (
      <ProblemNote
        title={t("Dead letters could not be loaded")}
        error={letters.error}
        onRetry={() => void letters.refetch()}
      />
    );
  if (letters.isPending) return <SkeletonRows rows={8} height={44} />;
  return (
    <>
      {(rows.length > 0 || replayAll.data) && (
        <div className="flex flex-wrap items-center gap-3 border-b border-line px-4 py-3">
          <Button look="primary" disabled={replayAll.isPending || rows.length === 0} onClick={() => replayAll.mutate()}>
            {replayAll.isPending ? t("Replaying…") : t("Replay all")}
          </Button>
          <p role="status" className="text-body text-ink-2">
            {replayAll.data
              ? describe(replayAll.data)
              : t("Each is stored at most once, however often it is replayed.")}
          </p>
          <span className="ms-auto">
            <ListCsv
              name="dead letters"
              page={(cursor, signal) => rejectedApi.deadLetters({ limit: 500, cursor }, signal)}
            />
          </span>
        </div>
      )}
      {replayAll.error && <ProblemNote title={t("The replay failed")} error={replayAll.error} />}
      {rows.length === 0 && <NothingDead />}
      <ul>
        {rows.map((letter) => (
          <MessageRow
            key={letter.id}
            code={letter.code}
            title={letter.name}
            note={letter.reason}
            at={letter.failedAt}
            open={search.selected === letter.id}
            onToggle={() => onChange({ selected: search.selected === letter.id ? undefined : letter.id })}
          >
            <LetterDetails letter={letter} />
          </MessageRow>
        ))}
      </ul>
      {letters.hasNextPage && (
        <LoadMore
          label={t("Load older ones")}
          loading={letters.isFetchingNextPage}
          failed={letters.isFetchNextPageError}
          onLoad={() => void letters.fetchNextPage()}
        />
      )}
    </>
  );
}

function LetterDetails({ letter }: { letter: DeadLetter }) {
  const { writeKey } = useSession();
  const replay = useReplay(() => rejectedApi.replay(letter.id));
  const { payload, userId, anonymousId } = letter.event;
  useTimeZone();
  const message = () => ({ type: letter.type, messageId: letter.messageId, userId, anonymousId, ...Object(payload) });
  return (
    <>
      <p className="text-body break-words text-ink">{letter.reason}</p>
      <p className="mt-1 text-small text-ink-2">
        {tn(
          letter.attempts,
          "Tried {count} time, last on {failedAt}. Mend the cause in the database or the server first: the same event fails for the same reason.",
          "Tried {count} times, last on {failedAt}. Mend the cause in the database or the server first: the same event fails for the same reason.",
          { failedAt: formatAbsolute(letter.failedAt) },
        )}
      </p>
      <div className="my-3 flex flex-wrap items-center gap-2">
        <Button disabled={replay.isPending} onClick={() => replay.mutate()}>
          {replay.isPending ? t("Replaying…") : t("Replay")}
        </Button>
        <CopyButton
          text={() => messageCurl(message(), { origin: window.location.origin, writeKey })}
          name={t("Copy a curl command that sends it again")}
          label={t("Copy as curl")}
        />
        {replay.data && (
          <span role="status" className="text-body text-ink-2">
            {describe(replay.data)}
          </span>
        )}
      </div>
      {replay.error && <ProblemNote title={t("The replay failed")} error={replay.error} />}
      <PayloadView text={JSON.stringify(letter.event)} />
    </>
  );
}

function useReplay(replay: () => Promise<ReplayAnswer>) {
  return useChange({ run: replay, guard: free("done again, it changes nothing more"), refresh: [KEY] });
}

async function replayEverything(): Promise<ReplayAnswer> {
  const total = { replayed: 0, stored: 0, failed: 0, pending: 0, nextCursor: null };
  let cursor: number | undefined;
  do {
    const answer = await rejectedApi.replayAll(cursor);
    for (const name of ["replayed", "stored", "failed", "pending"] as const) total[name] += answer[name];
    cursor = answer.nextCursor ?? undefined;
  } while (cursor !== undefined);
  return total;
}

function describe({ stored, failed, pending }: ReplayAnswer): string {
  return t("{stored} stored, {failed} failed again{pending}.", {
    stored,
    failed,
    pending: pending > 0 ? t(", {pending} still on their way", { pending }) : "",
  });
}
