import type { PlanEvent } from "@rapport/contracts/tracking-plan";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { t, tn, word } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { classNames } from "../../ui/class-names.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { CheckIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { Pill } from "../../ui/pill.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { planApi } from "./plan-api.ts";
import { PlanEditor } from "./plan-editor.tsx";

const route = getRouteApi("/tracking-plan");
const LOOKS = { off: "quiet", warn: "honey", drop: "accent", reject: "ember" } as const;

/** What the properties of each event must look like, and what happens when they do not. */
export function PlanPage() {
  const { event: selected, add: adding = false } = route.useSearch();
  const navigate = route.useNavigate();
  const plan = useQuery({ queryKey: ["plan"], queryFn: ({ signal }) => planApi.plan(signal) });
  const open = (event: string | undefined) => void navigate({ search: { event }, replace: true });
  const add = () => void navigate({ search: { add: true }, replace: true });
  if (plan.isError)
    return (
      <ProblemNote
        title={t("The tracking plan could not be loaded")}
        error={plan.error}
        onRetry={() => void plan.refetch()}
      />
    );
  if (plan.isPending) return <SkeletonRows rows={8} height={44} />;
  const events = plan.data.data;
  const shown = events.find(({ name }) => name === selected);
  const editing = adding || shown !== undefined;
  return (
    <>
      <PageHeader compact title={t("Tracking plan")} note={tn(events.length, "{count} event", "{count} events")}>
        {events.length > 0 && <ListCsv name="tracking plan" page={(_, signal) => planApi.plan(signal)} />}
        <Button look={editing || events.length === 0 ? "plain" : "primary"} aria-keyshortcuts="n" onClick={add}>
          {t("Add event")}
        </Button>
      </PageHeader>
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
        {events.length > 0 && (
          <nav
            aria-label={t("Events of the plan")}
            className="w-72 shrink-0 overflow-y-auto border-e border-line py-2 max-md:w-auto max-md:border-e-0 max-md:border-b"
          >
            {events.map((event) => (
              <EventLink key={event.name} event={event} active={!adding && event.name === selected} onOpen={open} />
            ))}
          </nav>
        )}
        <div className="min-w-0 flex-1 overflow-y-auto">
          {editing && (
            <PlanEditor key={adding ? "" : (shown?.name ?? "")} event={adding ? undefined : shown} onDone={open} />
          )}
          {!editing && (
            <EmptyState
              icon={<CheckIcon size={20} />}
              title={events.length === 0 ? t("Every event is taken as it comes.") : t("Choose an event.")}
              action={events.length === 0 && <Button onClick={add}>{t("Add the first event")}</Button>}
            >
              {t(
                "A plan describes the properties of an event and says what happens to one that breaks it: it is stored and counted, stored without the properties at fault, or rejected.",
              )}
            </EmptyState>
          )}
        </div>
      </div>
    </>
  );
}

function EventLink({ event, active, onOpen }: { event: PlanEvent; active: boolean; onOpen: (name: string) => void }) {
  return (
    <button
      type="button"
      aria-current={active ? "true" : undefined}
      onClick={() => onOpen(event.name)}
      className={classNames(
        "flex w-full items-center gap-2 px-4 py-2 text-start hover:bg-hover",
        active && "bg-raised font-medium",
      )}
    >
      <span className="min-w-0 flex-1 truncate text-ink">{event.name}</span>
      <Pill look={LOOKS[event.mode]}>{word(event.mode)}</Pill>
    </button>
  );
}
