import { pressKey } from "../../lib/screen-keys.ts";
import { t } from "../../lib/text.ts";
import { usePages } from "../../lib/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { LockIcon } from "../../ui/icons.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { PRIVACY_KEY, privacyApi } from "./privacy-api.ts";
import { RequestRow } from "./request-row.tsx";

/** How often the list is asked for: by the second while a request is under way. */
const REFRESH_MS = { working: 1_000, idle: 30_000 };

type RequestListProps = { open: string | undefined; onToggle: (id: string | undefined) => void };

/** Who was erased or suppressed, the latest first: the proof that it was done, without saying of whom. */
export function RequestList({ open, onToggle }: RequestListProps) {
  const { rows, query: requests } = usePages({
    key: [...PRIVACY_KEY, "requests"],
    read: (cursor, signal, limit) => privacyApi.requests({ cursor, limit }, signal),
    everyMs: (found) => (found.every(({ state }) => state === "done") ? REFRESH_MS.idle : REFRESH_MS.working),
  });
  return (
    <>
      {requests.error && (
        <ProblemNote
          title={t("The requests could not be loaded")}
          error={requests.error}
          onRetry={() => void requests.refetch()}
        />
      )}
      {requests.isPending && <SkeletonRows rows={4} height={44} />}
      {rows?.length === 0 && <NoRequests />}
      {rows && rows.length > 0 && (
        <ul aria-label={t("Requests")}>
          {rows.map((request) => (
            <RequestRow key={request.id} request={request} open={open === request.id} onToggle={onToggle} />
          ))}
        </ul>
      )}
      {requests.hasNextPage && (
        <LoadMore
          label={t("Load older ones")}
          loading={requests.isFetchingNextPage}
          failed={requests.isFetchNextPageError}
          onLoad={() => void requests.fetchNextPage()}
        />
      )}
    </>
  );
}

function NoRequests() {
  return (
    <EmptyState
      icon={<LockIcon size={20} />}
      title={t("Nobody was erased or suppressed yet.")}
      action={<Button onClick={() => pressKey("/")}>{t("Find a person")}</Button>}
    >
      {t("Each request will stand here with what it deleted. Of the person, only a hash is kept.")}
    </EmptyState>
  );
}
