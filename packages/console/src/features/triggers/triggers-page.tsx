import type { Trigger } from "@rapport/contracts/triggers";
import { useQuery } from "@tanstack/react-query";
import { getRouteApi } from "@tanstack/react-router";
import { t, tn } from "../../lib/text.ts";
import { Button } from "../../ui/button.tsx";
import { EmptyState } from "../../ui/empty-state.tsx";
import { BoltIcon } from "../../ui/icons.tsx";
import { ListCsv } from "../../ui/list-csv.tsx";
import { PageHeader } from "../../ui/page-header.tsx";
import { ProblemNote } from "../../ui/problem-note.tsx";
import { SkeletonRows } from "../../ui/skeleton-rows.tsx";
import { useMay } from "../session/use-may.ts";
import type { TriggerNames } from "./describe-trigger.ts";
import { TriggerDetails } from "./trigger-details.tsx";
import { TriggerEditor } from "./trigger-editor.tsx";
import { TriggerNav } from "./trigger-nav.tsx";
import { triggersApi } from "./triggers-api.ts";
import type { TriggerChoices } from "./use-trigger-choices.ts";
import { useTriggerChoices } from "./use-trigger-choices.ts";

const route = getRouteApi("/triggers");
const NEW = "new";
/** People cross without anybody here doing anything. */
const REFRESH_MS = 10_000;

/** What is started when somebody enters or leaves a segment or an intent passes a threshold, and what came of it. */
export function TriggersPage() {
  const { trigger: selected, edit } = route.useSearch();
  const navigate = route.useNavigate();
  const mayChange = useMay("triggers:write");
  const choices = useTriggerChoices();
  const open = (trigger: string | undefined, edit?: true) =>
    void navigate({ search: { trigger, edit }, replace: edit !== true });
  const triggers = useQuery({
    queryKey: ["triggers"],
    queryFn: ({ signal }) => triggersApi.list(signal),
    refetchInterval: REFRESH_MS,
  });
  if (triggers.isPending || choices.isPending) return <SkeletonRows rows={6} height={52} />;
  if (triggers.isError) {
    const retry = () => void triggers.refetch();
    return <ProblemNote title={t("The triggers could not be loaded")} error={triggers.error} onRetry={retry} />;
  }
  const all = triggers.data.data;
  const shown = all.find(({ id }) => id === selected);
  const isNew = selected === NEW && mayChange;
  const isEdited = edit === true && mayChange;
  const names = {
    segments: new Map(choices.segments.map(({ value, label }) => [value, label])),
    webhooks: new Map(choices.webhooks.map(({ value, label }) => [value, label])),
  };
  return (
    <>
      <PageHeader compact title={t("Triggers")} note={tn(all.length, "{count} trigger", "{count} triggers")}>
        {all.length > 0 && <ListCsv name="triggers" page={(_, signal) => triggersApi.list(signal)} />}
        {mayChange && (
          <Button
            look={isNew || shown || all.length === 0 ? "plain" : "primary"}
            aria-keyshortcuts="n"
            onClick={() => open(NEW)}
          >
            {t("Add trigger")}
          </Button>
        )}
      </PageHeader>
      <div className="flex min-h-0 flex-1 max-md:flex-col max-md:overflow-y-auto">
        {all.length > 0 && <TriggerNav triggers={all} names={names} selected={selected} onOpen={open} />}
        <div className="min-w-0 flex-1 overflow-y-auto max-md:overflow-visible">
          {isNew && <TriggerEditor choices={choices} onSaved={open} />}
          {shown && (
            <OpenTrigger
              key={shown.id}
              trigger={shown}
              choices={choices}
              names={names}
              isEdited={isEdited}
              onOpen={open}
            />
          )}
          {!isNew && !shown && (
            <NothingOpen isEmpty={all.length === 0} onAdd={mayChange ? () => open(NEW) : undefined} />
          )}
        </div>
      </div>
    </>
  );
}

type OpenTriggerProps = {
  trigger: Trigger;
  choices: TriggerChoices;
  names: TriggerNames;
  isEdited: boolean;
  onOpen: (id: string | undefined, edit?: true) => void;
};

/** What a trigger is, or its fields to change it. */
function OpenTrigger({ trigger, choices, names, isEdited, onOpen }: OpenTriggerProps) {
  const { id } = trigger;
  if (isEdited)
    return <TriggerEditor choices={choices} trigger={trigger} onSaved={onOpen} onCancel={() => onOpen(id)} />;
  return (
    <TriggerDetails
      trigger={trigger}
      names={names}
      onEdit={() => onOpen(id, true)}
      onDeleted={() => onOpen(undefined)}
    />
  );
}

function NothingOpen({ isEmpty, onAdd }: { isEmpty: boolean; onAdd: (() => void) | undefined }) {
  return (
    <EmptyState
      icon={<BoltIcon size={20} />}
      title={isEmpty ? t("Nothing is started yet.") : t("Choose a trigger.")}
      action={
        isEmpty &&
        onAdd && (
          <Button look="primary" onClick={onAdd}>
            {t("Add the first trigger")}
          </Button>
        )
      }
    >
      {t(
        "A trigger sends a signed message or starts a job when somebody enters or leaves a segment, or when an intent passes a threshold: once for each crossing.",
      )}
      {isEmpty && !onAdd && ` ${t("Somebody who may change triggers can add one.")}`}
    </EmptyState>
  );
}
