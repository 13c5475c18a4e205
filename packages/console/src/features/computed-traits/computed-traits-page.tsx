import type { ComputedTrait } from "@rapport/contracts/computed-traits";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { useCallback } from "react";
import { t, tn } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { SigmaIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { describeTrait } from "./describe-trait.ts";
import { TraitEditor } from "./trait-editor.tsx";
import { traitsApi } from "./traits-api.ts";
import type { TraitsSearch } from "./traits-search.ts";

const route = getRouteApi("/computed-traits");
const NEW = "new";
/** While a backfill runs its progress is asked for. */
const PROGRESS_MS = 1_000;

/** Facts about people that are made of their events. */
export function ComputedTraitsPage() {
  const { trait: selected, person = "" } = route.useSearch();
  const navigate = route.useNavigate();
  const change = useCallback(
    (part: TraitsSearch) => void navigate({ search: (before) => ({ ...before, ...part }), replace: true }),
    [navigate],
  );
  const traits = useQuery({
    queryKey: ["computed-traits"],
    queryFn: ({ signal }) => traitsApi.list(signal),
    refetchInterval: ({ state }) =>
      state.data?.data.some(({ status }) => status === "backfilling") ? PROGRESS_MS : false,
  });
  if (traits.isError)
    return (
      <ProblemNote
        title={t("The traits could not be loaded")}
        error={traits.error}
        onRetry={() => void traits.refetch()}
      />
    );
  if (traits.isPending) return <SkeletonRows rows={8} height={44} />;
  const all = traits.data.data;
  const shown = all.find(({ id }) => id === selected);
  const isEditing = selected === NEW || shown !== undefined;
  return (
    <>
      <PageHeader compact title={t("Computed traits")} note={tn(all.length, "{count} trait", "{count} traits")}>
        {all.length > 0 && <ListCsv name="computed traits" page={(_, signal) => traitsApi.list(signal)} />}
        <Button look={isEditing ? "plain" : "primary"} aria-keyshortcuts="n" onClick={() => change({ trait: NEW })}>
          {t("Add trait")}
        </Button>
      </PageHeader>
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
        {all.length > 0 && <TraitNav traits={all} selected={selected} onOpen={(trait) => change({ trait })} />}
        <div className="min-w-0 flex-1 overflow-y-auto max-md:overflow-visible">
          {isEditing ? (
            <TraitEditor
              key={selected}
              trait={shown}
              person={person}
              onPerson={(next) => change({ person: next || undefined })}
              onDone={(trait) => change({ trait })}
            />
          ) : (
            <NothingOpen isEmpty={all.length === 0} onAdd={() => change({ trait: NEW })} />
          )}
        </div>
      </div>
    </>
  );
}

function NothingOpen({ isEmpty, onAdd }: { isEmpty: boolean; onAdd: () => void }) {
  return (
    <EmptyState
      icon={<SigmaIcon size={20} />}
      title={isEmpty ? t("No trait is computed yet.") : t("Choose a trait.")}
      action={isEmpty && <Button onClick={onAdd}>{t("Add the first trait")}</Button>}
    >
      {t(
        "A computed trait is a fact made of a person’s events, such as the orders of 30 days or the category they look at most. It is right after every event, and falls by itself when time passes.",
      )}
    </EmptyState>
  );
}

type TraitNavProps = { traits: readonly ComputedTrait[]; selected: string | undefined; onOpen: (id: string) => void };

function TraitNav({ traits, selected, onOpen }: TraitNavProps) {
  return (
    <nav
      aria-label={t("Computed traits")}
      className="w-72 shrink-0 overflow-y-auto border-e border-line py-2 max-md:w-auto max-md:border-e-0 max-md:border-b"
    >
      {traits.map(({ id, key, status, definition }) => (
        <button
          key={id}
          type="button"
          aria-current={id === selected ? "true" : undefined}
          onClick={() => onOpen(id)}
          className={classNames("block w-full px-4 py-2 text-start hover:bg-hover", id === selected && "bg-raised")}
        >
          <span className="flex items-center gap-2">
            <code className="min-w-0 flex-1 truncate font-mono text-small font-medium text-ink">{key}</code>
            {status === "backfilling" && <Pill look="honey">{t("adding up")}</Pill>}
          </span>
          <span className="block truncate text-small text-ink-3">{describeTrait(definition)}</span>
        </button>
      ))}
    </nav>
  );
}
