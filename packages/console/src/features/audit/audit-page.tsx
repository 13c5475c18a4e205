import type { AuditEntry } from "@rapport/contracts/audit";
import { getRouteApi, Link } from "@tanstack/react-router";
import { accessApi } from "../../lib/access-api.ts";
import { shortId } from "../../lib/format.ts";
import { t } from "../../lib/text.ts";
import { free, useChange } from "../../lib/use-change.ts";
import { usePages } from "../../lib/use-pages.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState, NEXT_STEP } from "../../ui/empty-state.tsx";
import { CheckIcon } from "../../ui/icons.tsx";
import { JsonTree } from "../../ui/json-tree.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { LoadMore } from "../../ui/load-more.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { TimeAgo } from "../../ui/time-ago.tsx";
import { VirtualList } from "../../ui/virtual-list.tsx";
import { changedParts } from "./changed-parts.ts";

const route = getRouteApi("/audit");

/** Who changed what: each change with what was there before and after, in a chain that shows when it was tampered with. */
export function AuditPage() {
  const { entry: open, actor } = route.useSearch();
  const navigate = route.useNavigate();
  const { rows, query: entries } = usePages({
    key: ["audit", actor],
    read: (cursor, signal, limit) => accessApi.audit({ cursor, actor, limit }, signal),
  });
  const check = useChange({ run: accessApi.checkAudit, guard: free("it changes nothing") });
  return (
    <>
      <PageHeader title={t("Audit")} note={check.data && describe(check.data)} compact>
        <ListCsv name="audit" page={(cursor, signal) => accessApi.audit({ cursor, actor, limit: 500 }, signal)} />
        {actor && (
          <Button onClick={() => void navigate({ search: { entry: open, actor: undefined } })}>{t("Everybody")}</Button>
        )}
        <Button disabled={check.isPending} onClick={() => check.mutate()}>
          {check.isPending ? t("Checking…") : t("Check the chain")}
        </Button>
      </PageHeader>
      <div className="min-h-0 flex-1 overflow-y-auto">
        {(entries.error ?? check.error) && (
          <ProblemNote
            title={t("The audit log could not be read")}
            error={entries.error ?? check.error ?? new Error()}
            onRetry={() => void entries.refetch()}
          />
        )}
        {entries.isPending && <SkeletonRows rows={8} height={44} />}
        {rows?.length === 0 && (
          <EmptyState
            icon={<CheckIcon size={20} />}
            title={t("Nothing was changed yet.")}
            action={
              <Link to="/members" className={NEXT_STEP}>
                {t("Invite a member")}
              </Link>
            }
          >
            {t("Every change made in the console or by a secret key will stand here, with who made it.")}
          </EmptyState>
        )}
        {rows && rows.length > 0 && (
          <VirtualList label={t("Audit")} rows={rows} keyOf={({ seq }) => String(seq)} rowPx={41}>
            {(entry) => (
              <EntryRow
                entry={entry}
                open={open === String(entry.seq)}
                onToggle={(next) => void navigate({ search: { entry: next, actor }, replace: true })}
                onActor={() => void navigate({ search: { entry: open, actor: entry.actor } })}
              />
            )}
          </VirtualList>
        )}
        {entries.hasNextPage && (
          <LoadMore
            label={t("Load older ones")}
            loading={entries.isFetchingNextPage}
            failed={entries.isFetchNextPageError}
            onLoad={() => void entries.fetchNextPage()}
          />
        )}
      </div>
    </>
  );
}

function describe({ intact, entries, brokenAt }: { intact: boolean; entries: number; brokenAt: number | null }) {
  return intact
    ? t("{entries} entries, the chain is whole", { entries })
    : t("The chain breaks at entry {brokenAt}", { brokenAt: brokenAt ?? 0 });
}

type EntryRowProps = {
  entry: AuditEntry;
  open: boolean;
  onToggle: (seq: string | undefined) => void;
  onActor: () => void;
};

function EntryRow({ entry, open, onToggle, onActor }: EntryRowProps) {
  return (
    <div className="border-b border-line">
      <div className="flex items-center gap-3 px-4 py-2">
        <button
          type="button"
          aria-expanded={open}
          onClick={() => onToggle(open ? undefined : String(entry.seq))}
          className="flex min-w-0 flex-1 items-center gap-3 text-start"
        >
          <span className="w-10 shrink-0 text-small text-ink-3 tabular-nums">{entry.seq}</span>
          <span className="min-w-0 flex-1 truncate text-ink">
            {entry.action} <span className="text-ink-3">{entry.target}</span>
          </span>
        </button>
        <button type="button" onClick={onActor} className="max-w-2/5 truncate text-small text-accent hover:underline">
          {entry.actorName ?? shortId(entry.actor)}
        </button>
        <TimeAgo iso={entry.at} className="text-small text-ink-3" />
      </div>
      {open && (
        <div className="grid gap-4 px-4 pb-4 md:grid-cols-2">
          <Side title={t("Before")} value={changedParts(entry.before, entry.after)} />
          <Side title={t("After")} value={changedParts(entry.after, entry.before)} />
        </div>
      )}
    </div>
  );
}

function Side({ title, value }: { title: string; value: unknown }) {
  return (
    <section className="min-w-0">
      <h2 className="mb-1 text-small font-medium text-ink-2">{title}</h2>
      {value === null || value === undefined ? (
        <p className="text-body text-ink-3">{t("Nothing")}</p>
      ) : (
        <JsonTree value={value} />
      )}
    </section>
  );
}
